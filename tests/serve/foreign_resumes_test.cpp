// Resumes as other people and programs lay them out: what is in them is found, and nothing of it is lost.
#include <gtest/gtest.h>

#include "core/api/encode.hpp"
#include "serve/documents/plain_text.hpp"
#include "serve/documents/resume_document.hpp"
#include "serve/documents/resume_parser.hpp"
#include "serve/documents/zip_archive.hpp"
#include "tests/serve/sample_resumes.hpp"
#include "tests/serve/word_document.hpp"

namespace quern::test {
namespace {

using serve::ResumeSource;

Resume read_text(std::string_view text) { return serve::parse_resume(serve::read_plain_text(text)); }

std::string paragraph(std::string_view text, std::string_view properties = {}) {
  return "<w:p><w:pPr>" + std::string{properties} + "</w:pPr><w:r><w:t xml:space=\"preserve\">" + std::string{text} +
         "</w:t></w:r></w:p>";
}
std::string bullet(std::string_view text) {
  return paragraph(text, "<w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"1\"/></w:numPr>");
}
std::string row(const std::vector<std::string>& cells) {
  std::string out = "<w:tr>";
  for (const auto& cell : cells) out += "<w:tc>" + cell + "</w:tc>";
  return out + "</w:tr>";
}
Resume read_docx(const std::string& body) {
  const auto bytes =
      serve::write_zip({{"word/document.xml", "<w:document xmlns:w=\"x\"><w:body>" + body + "</w:body></w:document>"}});
  const auto resume = serve::read_resume(*bytes, ResumeSource::docx);
  EXPECT_TRUE(resume);
  return resume ? *resume : Resume{};
}

// Text at places of a page, in Helvetica.
struct Placed {
  int x, y;
  std::string text;
  int size = 10;
};
Resume read_pdf(const std::vector<Placed>& texts) {
  std::string content;
  for (const auto& text : texts) {
    content += "BT /F1 " + std::to_string(text.size) + " Tf " + std::to_string(text.x) + ' ' + std::to_string(text.y) +
               " Td (" + text.text + ") Tj ET\n";
  }
  const auto pdf =
      "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
      "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>endobj\n"
      "4 0 obj<</Length " +
      std::to_string(content.size()) + ">>stream\n" + content +
      "endstream endobj\n5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";
  const auto resume = serve::read_resume(pdf_boxes(pdf), ResumeSource::pdf_boxes);
  EXPECT_TRUE(resume);
  return resume ? *resume : Resume{};
}

TEST(ForeignResume, InPlainRussianWithHeadingsInCapitals) {
  const auto resume = read_text(
      "РЕЗЮМЕ\n\nПетров Иван Сергеевич\nТел.: +7 (912) 345-67-89\nE-mail: petrov@example.ru\nГород: Пермь\n\n"
      "ОПЫТ РАБОТЫ:\n\n03.2019 — н.в. ООО «Ромашка»\nГлавный бухгалтер\n- Вёл учёт трёх компаний\n- Сократил сроки "
      "отчётности\n\n"
      "Сентябрь 2012 г. - февраль 2019 г., ЗАО «Лютик», бухгалтер\n- Сдавал отчётность\n\n"
      "ОБРАЗОВАНИЕ\nПермский государственный университет, экономист, 2012\n\n"
      "ПРОФЕССИОНАЛЬНЫЕ НАВЫКИ\n1С, Excel (макросы, сводные таблицы), МСФО\n\nЯЗЫКИ\nАнглийский — "
      "B1\n\nХОББИ\nШахматы");
  EXPECT_EQ(resume.contact_info.full_name, "Петров Иван Сергеевич");
  EXPECT_EQ(resume.contact_info.phone, "+7 (912) 345-67-89");
  EXPECT_EQ(resume.contact_info.email, "petrov@example.ru");
  EXPECT_EQ(resume.contact_info.address, "Пермь");
  ASSERT_EQ(resume.work_experience.size(), 2U);
  EXPECT_EQ(resume.work_experience[0].company, "ООО «Ромашка»");
  EXPECT_EQ(resume.work_experience[0].position, "Главный бухгалтер");
  EXPECT_EQ(resume.work_experience[0].start_date, "2019-03");
  EXPECT_EQ(resume.work_experience[0].is_current, true);
  EXPECT_EQ(resume.work_experience[0].responsibilities.size(), 2U);
  EXPECT_EQ(resume.work_experience[1].company, "ЗАО «Лютик»");
  EXPECT_EQ(resume.work_experience[1].position, "бухгалтер");
  EXPECT_EQ(resume.work_experience[1].start_date, "2012-09");
  EXPECT_EQ(resume.work_experience[1].end_date, "2019-02");
  ASSERT_EQ(resume.education.size(), 1U);
  EXPECT_EQ(resume.education[0].institution, "Пермский государственный университет");
  EXPECT_EQ(resume.education[0].graduation_date, "2012");
  EXPECT_EQ(resume.skills, (std::vector<std::string>{"1С", "Excel (макросы, сводные таблицы)", "МСФО"}));
  EXPECT_NE(resume.summary.value_or("").find("Английский — B1"), std::string::npos);
  EXPECT_NE(resume.summary.value_or("").find("Шахматы"), std::string::npos);
}

TEST(ForeignResume, InEnglishWithDatesOnLinesOfTheirOwn) {
  const auto resume = read_text(
      "John Doe\nLondon | john@doe.example | +44 20 7946 0958 | linkedin.com/in/johndoe\n\nProfessional Summary\n"
      "Builder of things.\n\nWork Experience\n\nSenior Engineer\nAcme Inc\nMar 2019 – Present\n• Built a rocket\n• "
      "Flew it\n\n"
      "Engineer at Globex Corporation\nJune 2015 to February 2019\nLooked after the boilers of two plants and their "
      "crews.\n\n"
      "Education\nBSc in Physics, University of Leeds, 2015\n\nCertifications\nPMP, PMI, 2018\nCKA "
      "(2020)\n\nSkills\nC++\nPython\n");
  EXPECT_EQ(resume.contact_info.full_name, "John Doe");
  EXPECT_EQ(resume.contact_info.address, "London");
  ASSERT_EQ(resume.contact_info.links.size(), 1U);
  EXPECT_EQ(resume.contact_info.links[0].url, "https://linkedin.com/in/johndoe");
  EXPECT_EQ(resume.summary, "Builder of things.");
  ASSERT_EQ(resume.work_experience.size(), 2U) << encode(resume);
  EXPECT_EQ(resume.work_experience[0].company, "Acme Inc");
  EXPECT_EQ(resume.work_experience[0].position, "Senior Engineer");
  EXPECT_EQ(resume.work_experience[0].is_current, true);
  EXPECT_EQ(resume.work_experience[1].position, "Engineer");
  EXPECT_EQ(resume.work_experience[1].company, "Globex Corporation");
  EXPECT_EQ(resume.work_experience[1].start_date, "2015-06");
  EXPECT_EQ(resume.work_experience[1].description, "Looked after the boilers of two plants and their crews.");
  ASSERT_EQ(resume.education.size(), 1U);
  EXPECT_EQ(resume.education[0].institution, "University of Leeds");
  EXPECT_EQ(resume.education[0].degree, "BSc in Physics");
  ASSERT_EQ(resume.certifications.size(), 2U);
  EXPECT_EQ(resume.certifications[0].issuer, "PMI");
  EXPECT_EQ(resume.certifications[1].date_obtained, "2020");
  EXPECT_EQ(resume.skills, (std::vector<std::string>{"C++", "Python"}));
}

TEST(ForeignResume, WithoutAnyHeadingKeepsAllOfItsText) {
  const auto resume = read_text("Jane Roe\njane@roe.example\nI sew sails.\nBefore that I mended nets, 2010 to 2014.");
  EXPECT_EQ(resume.contact_info.full_name, "Jane Roe");
  EXPECT_EQ(resume.contact_info.email, "jane@roe.example");
  EXPECT_EQ(resume.summary, "I sew sails.\nBefore that I mended nets, 2010 to 2014.");
}

TEST(ForeignResume, WithoutAnybodysNameHasNoneMadeUp) {
  EXPECT_EQ(read_text("2019 2020 12345").contact_info.full_name, "—");
}

TEST(ForeignResume, InATableOfTwoColumns) {
  const auto resume = read_docx(
      paragraph("Анна Ким") + paragraph("anna@example.org, +7 900 123-45-67") + paragraph("Опыт работы") + "<w:tbl>" +
      row({paragraph("март 2019 — настоящее время"), paragraph("Ведущий инженер") + paragraph("ООО «Мельница»") +
                                                         bullet("Вела команду") + bullet("Писала ядро")}) +
      row({paragraph("2016 — 2019"), paragraph("Разработчик") + paragraph("АО «Завод»") + bullet("Чинила станки")}) +
      "</w:tbl>" + paragraph("Образование") + "<w:tbl>" + row({paragraph("2016"), paragraph("КФУ, магистр")}) +
      "</w:tbl>" + paragraph("Навыки") + bullet("C++") + bullet("Go"));
  EXPECT_EQ(resume.contact_info.full_name, "Анна Ким");
  EXPECT_EQ(resume.contact_info.phone, "+7 900 123-45-67");
  ASSERT_EQ(resume.work_experience.size(), 2U) << encode(resume);
  EXPECT_EQ(resume.work_experience[0].position, "Ведущий инженер");
  EXPECT_EQ(resume.work_experience[0].company, "ООО «Мельница»");
  EXPECT_EQ(resume.work_experience[0].start_date, "2019-03");
  EXPECT_EQ(resume.work_experience[0].responsibilities, (std::vector<std::string>{"Вела команду", "Писала ядро"}));
  EXPECT_EQ(resume.work_experience[1].company, "АО «Завод»");
  ASSERT_EQ(resume.education.size(), 1U);
  EXPECT_EQ(resume.education[0].institution, "КФУ");
  EXPECT_EQ(resume.education[0].graduation_date, "2016");
  EXPECT_EQ(resume.skills, (std::vector<std::string>{"C++", "Go"}));
}

TEST(ForeignResume, OfAPdfWithDatesAtTheRightMarginAndASideColumn) {
  const auto resume = read_pdf({{50, 790, "Jane Roe", 20},
                                {50, 770, "jane@roe.example"},
                                {50, 730, "Skills", 14},
                                {50, 712, "Sewing"},
                                {50, 698, "Knots"},
                                {220, 733, "Experience", 14},
                                {220, 715, "Senior Sailmaker, Northern Sails Ltd"},
                                {460, 715, "Jan 2018 - Present"},
                                {220, 701, "- Sewed 40 sails a year for the fleet of the harbour and its guests"},
                                {220, 675, "Netmaker, Harbour Nets Ltd"},
                                {460, 675, "2010 - 2014"},
                                {220, 661, "- Mended nets"}});
  EXPECT_EQ(resume.contact_info.full_name, "Jane Roe");
  EXPECT_EQ(resume.contact_info.email, "jane@roe.example");
  ASSERT_EQ(resume.work_experience.size(), 2U) << encode(resume);
  EXPECT_EQ(resume.work_experience[0].company, "Northern Sails Ltd");
  EXPECT_EQ(resume.work_experience[0].position, "Senior Sailmaker");
  EXPECT_EQ(resume.work_experience[0].start_date, "2018-01");
  EXPECT_EQ(resume.work_experience[0].is_current, true);
  EXPECT_EQ(resume.work_experience[0].responsibilities,
            std::vector<std::string>{"Sewed 40 sails a year for the fleet of the harbour and its guests"});
  EXPECT_EQ(resume.work_experience[1].end_date, "2014");
  EXPECT_EQ(resume.skills, (std::vector<std::string>{"Sewing", "Knots"}));
}

TEST(ForeignResume, OfWord97IsReadByItsText) {
  const auto text = *serve::write_resume(russian_resume(), serve::ResumeFormat::text, serve::Language::russian);
  const auto words = run_on_file("antiword -m UTF-8.txt -w 0 {}", format_doc(text));
  const auto resume = serve::read_resume(words, ResumeSource::text);
  ASSERT_TRUE(resume);
  EXPECT_EQ(encode(*resume), encode(russian_resume()));
}

}  // namespace
}  // namespace quern::test
