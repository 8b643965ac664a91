// A resume written as a document reads back as the same resume: each format, both languages, whole ones and generated ones.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "core/api/encode.hpp"
#include "serve/documents/resume_document.hpp"
#include "tests/serve/sample_resumes.hpp"

namespace quern::test {
namespace {

using serve::Language;
using serve::ResumeFormat;
using serve::ResumeSource;

Result<Resume> read_back(const std::string& bytes, ResumeFormat format) {
  switch (format) {
    case ResumeFormat::markdown: return serve::read_resume(bytes, ResumeSource::markdown);
    case ResumeFormat::text: return serve::read_resume(bytes, ResumeSource::text);
    case ResumeFormat::docx: return serve::read_resume(bytes, ResumeSource::docx);
    case ResumeFormat::pdf: return serve::read_resume(pdf_boxes(bytes), ResumeSource::pdf_boxes);
  }
  return {};
}

void expect_round_trip(const Resume& resume, ResumeFormat format, Language language) {
  SCOPED_TRACE(std::string{format_name(format)} + ' ' + std::string{language_name(language)});
  const auto written = serve::write_resume(resume, format, language);
  ASSERT_TRUE(written) << written.error().message;
  const auto read = read_back(*written, format);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_TRUE(*read == resume) << "read:    " << encode(*read) << "\nwritten: " << encode(resume);
  if (const char* folder = std::getenv("QUERN_SAMPLES"); folder && *read != resume) {
    std::ofstream{std::string{folder} + "/failed." + std::string{format_name(format)}, std::ios::binary} << *written;
  }
}

constexpr ResumeFormat formats[] = {ResumeFormat::markdown, ResumeFormat::text, ResumeFormat::docx, ResumeFormat::pdf};
constexpr Language languages[] = {Language::russian, Language::english};

TEST(ResumeDocuments, ReadBackAsTheyWereWritten) {
  for (const auto format : formats) {
    for (const auto language : languages) {
      expect_round_trip(russian_resume(), format, language);
      expect_round_trip(english_resume(), format, language);
    }
  }
}

TEST(ResumeDocuments, ReadBackWithLittleInThem) {
  Resume name{.contact_info = {.full_name = "Анна Ким"}};
  auto address = name;
  address.contact_info.address = "Казань";
  auto phone = name;
  phone.contact_info.phone = "добавочный 7";
  auto job = name;
  job.work_experience = {{.company = "Мельница", .position = "Инженер"}};
  auto two = job;
  two.work_experience.push_back({.company = "Завод", .position = "Токарь", .start_date = "2010"});
  auto company = name;
  company.work_experience = {{.company = "Мельница", .position = "", .start_date = "2019", .end_date = "2020"}};
  auto since = name;
  since.work_experience = {
      {.company = "Мельница", .position = "Мельник", .start_date = "весна 2019", .is_current = true},
      {.company = "Дом", .position = "Мельник", .end_date = "2018-05"}};
  auto skill = name;
  skill.skills = {"Word, Excel"};
  for (const auto& resume : {name, address, phone, job, two, company, since, skill}) {
    for (const auto format : formats) {
      for (const auto language : languages) expect_round_trip(resume, format, language);
    }
  }
}

TEST(ResumeDocuments, ReadBackHoweverTheyWereMadeUp) {
  const std::uint64_t count = std::getenv("QUERN_LONG") ? 400 : 25;
  for (std::uint64_t seed = 1; seed <= count; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const auto language = languages[seed % 2];
    for (const auto format : formats) {
      expect_round_trip(generated_resume(seed, language), format, language);
      if (testing::Test::HasFailure()) return;
    }
  }
}

TEST(ResumeDocuments, AreTheSameBytesForTheSameResume) {
  for (const auto format : formats) {
    EXPECT_EQ(serve::write_resume(russian_resume(), format, Language::russian),
              serve::write_resume(russian_resume(), format, Language::russian));
  }
}

TEST(ResumeDocuments, AreLaidOutForWhoReadsThem) {
  const auto* folder = std::getenv("QUERN_SAMPLES");  // a folder to look at them in
  if (!folder) GTEST_SKIP();
  for (const auto format : formats) {
    const auto write = [&](const Resume& resume, Language language, const char* name) {
      std::ofstream{std::string{folder} + '/' + name + '.' + std::string{format_name(format)}, std::ios::binary}
          << *serve::write_resume(resume, format, language);
    };
    write(russian_resume(), Language::russian, "russian");
    write(english_resume(), Language::english, "english");
    write(generated_resume(7, Language::english), Language::english, "generated");
  }
}

}  // namespace
}  // namespace quern::test
