// Resumes out of people's files and into them, by the real program with its child processes.
#include <gtest/gtest.h>
#include <signal.h>

#include "core/api/decode.hpp"
#include "core/api/encode.hpp"
#include "serve/documents/resume_document.hpp"
#include "serve/documents/zip_archive.hpp"
#include "tests/serve/multipart_body.hpp"
#include "tests/serve/sample_resumes.hpp"
#include "tests/serve/serve_process.hpp"
#include "tests/serve/server_world.hpp"
#include "tests/serve/word_document.hpp"

namespace quern::test {
namespace {

using serve::Language;
using serve::ResumeFormat;

class ResumeFiles : public testing::Test {
 protected:
  ResumeFiles() {
    folder.write("web/index.html", "<!doctype html>");
    process = std::make_unique<ServeProcess>(std::vector<std::string>{
        "--web", folder.path("web"), "--data", folder.path("data"), "--port", "0", "--password-cost", "low"});
    browser = std::make_unique<Browser>(process->wait_for_port());
    browser->sign_up("a@example.org");
  }
  ~ResumeFiles() override {
    process->signal(SIGTERM);
    process->wait_for_exit();
  }
  Answer parse(std::string_view bytes, std::string_view name = "resume.pdf") {
    auto fields = browser->headers("POST");
    fields.emplace_back("Content-Type", std::string{form_type});
    Connection connection{browser->port()};
    connection.write(format_request("POST", "/api/parse", browser->port(), fields,
                                    format_form({}, {.filename = name, .content_type = "image/png", .bytes = bytes})));
    return connection.read_answer();
  }
  Answer save(const Resume& resume, const Fields& more = {}) {
    return browser->send("PUT", "/api/resume", encode(resume), more);
  }
  TemporaryFolder folder;
  std::unique_ptr<ServeProcess> process;
  std::unique_ptr<Browser> browser;
};

std::string pdf_with(std::string_view content, std::string_view trailer = {}) {
  return "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
         "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R>>endobj\n4 0 obj<</Length " +
         std::to_string(content.size()) + ">>stream\n" + std::string{content} +
         "\nendstream endobj\ntrailer<</Root 1 0 R" + std::string{trailer} + ">>\n%%EOF\n";
}

std::string docx_with(const std::string& document) {
  return *serve::write_zip({{"[Content_Types].xml", "<Types/>"}, {"word/document.xml", document}});
}

TEST_F(ResumeFiles, AreExportedAndParsedBackToTheSame) {
  const auto resume = russian_resume();
  ASSERT_EQ(save(resume).status, 200);
  for (const std::string format : {"pdf", "docx"}) {
    SCOPED_TRACE(format);
    const auto file = browser->get("/api/resume/export?format=" + format);
    ASSERT_EQ(file.status, 200) << file.body;
    EXPECT_EQ(file.header("content-type"), content_type_of(*serve::parse_resume_format(format)));
    EXPECT_NE(file.header("content-disposition").find("attachment"), std::string::npos);
    EXPECT_NE(file.header("content-disposition").find("." + format), std::string::npos);
    EXPECT_EQ(file.header("x-content-type-options"), "nosniff");

    const auto parsed = parse(file.body, "x.exe");  // neither the name nor the declared type counts

    EXPECT_EQ(parsed.status, 200) << parsed.body;
    EXPECT_EQ(parsed.body, encode(resume));
  }
}

TEST_F(ResumeFiles, AreParsedFromWord97) {
  const auto text = *serve::write_resume(russian_resume(), ResumeFormat::text, Language::russian);
  const auto parsed = parse(format_doc(text), "resume.doc");
  EXPECT_EQ(parsed.status, 200) << parsed.body;
  EXPECT_EQ(parsed.body, encode(russian_resume()));
  const auto encrypted = parse(format_doc(text, true), "resume.doc");
  EXPECT_EQ(encrypted.status, 422) << encrypted.body;
}

TEST_F(ResumeFiles, AreExportedInALanguageAndAVersion) {
  save(english_resume());
  save(russian_resume(), {{"If-Match", "1"}});
  EXPECT_NE(browser->get("/api/resume/export?format=md").body.find("## Опыт работы"), std::string::npos);
  EXPECT_NE(browser->get("/api/resume/export?format=txt&language=en").body.find("Work experience"), std::string::npos);
  EXPECT_NE(browser->get("/api/resume/export?format=txt&version=1").body.find("Margaret"), std::string::npos);
  EXPECT_EQ(browser->get("/api/resume/export?format=txt&version=3").status, 404);
  for (const std::string query : {"", "?format=exe", "?format=md&language=de", "?format=md&version=x"}) {
    EXPECT_EQ(browser->get("/api/resume/export" + query).status, 422) << query;
  }
}

TEST_F(ResumeFiles, AreNotThereToExportAtFirst) {
  EXPECT_EQ(browser->get("/api/resume/export?format=pdf").status, 404);
}

TEST_F(ResumeFiles, OfAnotherTypeAreRefused) {
  for (const std::string bytes : {"Hello", "<html>", "\x89PNG\r\n\x1a\n", ""}) {
    const auto answer = parse(bytes);
    EXPECT_EQ(answer.status, 415) << bytes;
    EXPECT_EQ(answer.error_code(), "wrong_type");
  }
  const auto other = parse(*serve::write_zip({{"mimetype", "application/epub+zip"}}));
  EXPECT_EQ(other.status, 415) << other.body;
  const auto excel = parse("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + std::string(4096, '\0'));
  EXPECT_TRUE(excel.status == 415 || excel.status == 422) << excel.status;
}

TEST_F(ResumeFiles, ThatAreTooLargeAreRefused) {
  const auto answer = parse("%PDF-" + std::string(10 * 1024 * 1024, 'x'));
  EXPECT_EQ(answer.status, 413);
  EXPECT_EQ(answer.error_code(), "too_large");
}

TEST_F(ResumeFiles, ThatCannotBeReadSayWhy) {
  const std::string bomb =
      *serve::write_zip({{"word/document.xml", "<w:document><w:body>" + std::string(std::size_t{40} << 20, ' ') +
                                                   "</w:body></w:document>"}});
  std::string deep = "<w:document><w:body>";
  for (int i = 0; i < 100'000; ++i) deep += "<w:p>";
  const std::string laughs =
      "<!DOCTYPE x [<!ENTITY a \"ha\"><!ENTITY b "
      "\"&a;&a;\">]><w:document><w:body><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:body></w:document>";
  const std::string zeros(32, 'z');
  struct Case {
    const char* name;
    std::string bytes;
    std::string says;
  };
  const std::vector<Case> cases = {
      {"no text", pdf_with("0 0 100 100 re f"), "there is no text"},
      {"encrypted",
       pdf_with("", "/Encrypt<</Filter/Standard/V 1/R 2/P -4/O(" + zeros + ")/U(" + zeros + ")>>/ID[(a)(a)]"),
       "encrypted"},
      {"cut", "%PDF-1.4\n1 0 obj", "damaged"},
      {"a bomb", bomb, "too large"},
      {"deep", docx_with(deep), "damaged"},
      {"empty", docx_with("<w:document><w:body/></w:document>"), "there is no text"},
      {"no zip", "PK\x03\x04 and no more", "damaged"},
  };
  for (const auto& [name, bytes, says] : cases) {
    SCOPED_TRACE(name);
    const auto answer = parse(bytes);
    EXPECT_EQ(answer.status, 422) << answer.body;
    EXPECT_EQ(answer.member("detail.0.loc.0"), "file");
    EXPECT_NE(answer.member("detail.0.msg").find(says), std::string::npos) << answer.body;
  }
  const auto entities = parse(docx_with(laughs));
  EXPECT_EQ(entities.body.find("haha"), std::string::npos) << entities.body;
}

TEST_F(ResumeFiles, ComeOfAnInterviewToo) {
  const auto path =
      "/api/interview/sessions/" + browser->post("/api/interview/sessions", R"({"language":"ru"})").member("id");
  browser->post(path + "/messages", R"({"message":"Анна Ким"})");
  browser->post(path + "/messages", R"({"message":"anna@example.org, Казань"})");
  ASSERT_EQ(browser->post(path + "/complete").status, 200);

  const auto parsed = parse(browser->get(path + "/resume?format=pdf").body);

  EXPECT_EQ(parsed.status, 200) << parsed.body;
  EXPECT_EQ(
      parsed.body,
      encode(Resume{.contact_info = {.full_name = "Анна Ким", .email = "anna@example.org", .address = "Казань"}}));
}

TEST_F(ResumeFiles, LeaveNothingBehind) {
  parse(pdf_with("0 0 100 100 re f"));
  parse("Hello");
  save(russian_resume());
  browser->get("/api/resume/export?format=docx");
  EXPECT_EQ(run_on_file("find " + folder.path("data") + "/files -type f; true {}", ""), "");
}

}  // namespace
}  // namespace quern::test
