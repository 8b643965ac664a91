#include "tests/serve/sample_resumes.hpp"

#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <random>
#include <vector>

// Fontconfig keeps what it read of the fonts until the process ends.
extern "C" const char* __lsan_default_suppressions();  // NOLINT: the sanitizer's name
extern "C" const char* __lsan_default_suppressions() { return "leak:libfontconfig\n"; }

namespace quern::test {
namespace {

using serve::Language;

class Maker {
 public:
  Maker(std::uint64_t seed, Language language) : random_(seed), is_russian_(language == Language::russian) {}

  std::size_t below(std::size_t limit) { return random_() % limit; }
  bool chance(std::size_t percent) { return below(100) < percent; }

  std::string word() {
    static const std::vector<std::string> russian = {
        "система",  "данных",     "развивал", "команду", "сервисов",  "Ёлка",   "платежей",       "и",
        "в",        "нагрузка",   "запуск",   "отдел",   "клиентов",  "отчёты", "проект",         "обучение",
        "сократил", "время",      "ответа",   "вдвое",   "C++",       "SQL",    "инфраструктура", "высоконагруженных",
        "(2018)",   "«Мельница»", "на",       "20%",     "миллионов", "через",  "API/REST"};
    static const std::vector<std::string> english = {
        "system",  "data",   "built",    "team",       "services",  "Élan",    "payments",       "and",
        "in",      "load",   "launch",   "department", "customers", "reports", "project",        "training",
        "reduced", "time",   "response", "twofold",    "C++",       "SQL",     "infrastructure", "high-throughput",
        "(2018)",  "“Mill”", "of",       "20%",        "millions",  "through", "API/REST"};
    const auto& words = is_russian_ ? russian : english;
    return words[below(words.size())];
  }
  std::string words(std::size_t least, std::size_t most) {
    std::string text = is_russian_ ? "Слово" : "Word";
    for (auto count = least + below(most - least + 1); count > 1; --count) text += ' ' + word();
    return text;
  }
  std::string sentence() { return words(3, 40) + '.'; }
  std::optional<std::string> maybe_words() {
    if (chance(40)) return std::nullopt;
    return words(1, 4);
  }
  std::string date() {
    const auto year = std::to_string(1990 + below(35));
    if (chance(20)) return year;
    std::array<char, 16> tail{};
    std::snprintf(tail.data(), tail.size(), "-%02d", static_cast<int>(1 + below(12)));
    if (chance(80)) return year + tail.data();
    std::array<char, 16> day{};
    std::snprintf(day.data(), day.size(), "-%02d", static_cast<int>(1 + below(28)));
    return year + tail.data() + day.data();
  }
  std::optional<std::string> maybe_date() {
    if (chance(25)) return std::nullopt;
    return date();
  }
  std::vector<std::string> list(std::size_t most, bool with_sentences) {
    std::vector<std::string> items;
    for (auto count = below(most + 1); count > 0; --count) {
      if (with_sentences) {
        items.push_back(chance(70) ? sentence() : words(1, 4));
      } else {
        items.push_back(words(1, 3) + (chance(10) ? ", " + word() : ""));
      }
    }
    return items;
  }
  std::optional<std::string> paragraphs() {
    if (chance(35)) return std::nullopt;
    std::string text = sentence();
    for (auto count = below(3); count > 0; --count) text += '\n' + sentence();
    return text;
  }

 private:
  std::mt19937_64 random_;
  bool is_russian_;
};

WorkExperience make_job(Maker& maker) {
  WorkExperience job{.company = maker.words(1, 4), .position = maker.words(1, 6)};
  job.start_date = maker.maybe_date();
  if (maker.chance(30)) {
    job.is_current = true;
  } else {
    job.end_date = maker.maybe_date();
  }
  job.description = maker.paragraphs();
  job.responsibilities = maker.list(6, true);
  job.skills = maker.list(6, false);
  return job;
}

Education make_education(Maker& maker) {
  Education education{.institution = maker.words(1, 6), .degree = maker.words(1, 3)};
  education.field_of_study = maker.maybe_words();
  education.graduation_date = maker.maybe_date();
  if (maker.chance(40)) education.gpa = static_cast<double>(maker.below(500)) / 100;
  education.honors = maker.list(3, false);
  education.relevant_courses = maker.list(3, false);
  education.skills = maker.list(2, false);
  return education;
}

Certification make_certification(Maker& maker) {
  Certification certification{.name = maker.words(1, 5), .issuer = maker.words(1, 3)};
  certification.date_obtained = maker.maybe_date();
  certification.expiration_date = maker.maybe_date();
  if (maker.chance(50)) certification.credential_id = "LF-" + std::to_string(maker.below(100'000));
  return certification;
}

}  // namespace

Resume russian_resume() {
  return {.contact_info = {.full_name = "Анна Сергеевна Ким",
                           .email = "anna.kim@example.org",
                           .phone = "+7 900 123-45-67",
                           .address = "Казань, Республика Татарстан",
                           .links = {{.name = "GitHub", .url = "https://github.com/anna-kim"},
                                     {.name = "Портфолио", .url = "https://kim.example.org/work"}}},
          .summary =
              "Инженер-программист, восемь лет создаю высоконагруженные сервисы на C++ и Go.\n"
              "Люблю простые решения, измеряю прежде, чем ускорять, и учу этому других.",
          .work_experience =
              {{.company = "ООО «Мельница»",
                .position = "Ведущий инженер-программист",
                .start_date = "2019-03",
                .is_current = true,
                .description = "Сервис обработки платежей: 12 тысяч запросов в секунду, 24 часа в сутки.",
                .responsibilities =
                    {"Перевела расчётное ядро с Python на C++: время ответа сократилось с 180 до 25 мс, а число "
                     "серверов — с сорока до шести.",
                     "Руководила командой из пяти человек; трое выросли до старших инженеров.",
                     "Ввела нагрузочные испытания в каждый выпуск: за два года ни одной остановки по вине кода."},
                .skills = {"C++", "PostgreSQL", "Kubernetes"}},
               {.company = "Яндекс",
                .position = "Разработчик",
                .start_date = "2016-07",
                .end_date = "2019-02",
                .responsibilities = {"Писала поисковые индексы на C++.", "Сократила память индексатора на треть."},
                .skills = {"C++", "Python"}}},
          .education = {{.institution = "Казанский федеральный университет",
                         .degree = "Магистр",
                         .field_of_study = "Прикладная математика и информатика",
                         .graduation_date = "2016",
                         .gpa = 4.9,
                         .honors = {"Красный диплом", "Призёр ACM ICPC, 2015"},
                         .relevant_courses = {"Численные методы", "Теория вероятностей"}}},
          .certifications = {{.name = "Certified Kubernetes Administrator",
                              .issuer = "CNCF",
                              .date_obtained = "2021-05",
                              .expiration_date = "2024-05",
                              .credential_id = "LF-8a7s6d"}},
          .skills = {"C++", "Go", "SQL", "Linux", "Английский — C1"}};
}

Resume english_resume() {
  return {
      .contact_info = {.full_name = "Margaret O'Neil",
                       .email = "m.oneil@example.com",
                       .phone = "+44 20 7946 0958",
                       .address = "Leeds, United Kingdom",
                       .links = {{.name = "LinkedIn", .url = "https://www.linkedin.com/in/margaret-oneil"}}},
      .summary = "Product manager who ships: nine years in logistics software, from warehouse floors to board rooms.",
      .work_experience =
          {{.company = "Northern Mills Ltd",
            .position = "Senior Product Manager",
            .start_date = "2020-01",
            .is_current = true,
            .responsibilities = {"Own the routing product used by 140 depots; on-time delivery rose from 91% to 97.5%.",
                                 "Cut the planning cycle from six weeks to nine days by moving it to weekly bets."},
            .skills = {"Roadmaps", "SQL", "Interviews"}},
           {.company = "Parcel & Sons",
            .position = "Business Analyst",
            .start_date = "2015-09",
            .end_date = "2019-12",
            .description = "Second largest parcel carrier of the region.",
            .responsibilities = {"Modelled night shifts; saved £1.2m a year.", "Trained 30 dispatchers."}}},
      .education = {{.institution = "University of Leeds",
                     .degree = "BSc",
                     .field_of_study = "Economics",
                     .graduation_date = "2015-06"}},
      .certifications = {{.name = "PMP", .issuer = "Project Management Institute", .date_obtained = "2018"}},
      .skills = {"Product discovery", "SQL", "Figma"}};
}

Resume generated_resume(std::uint64_t seed, Language language) {
  Maker maker{seed, language};
  Resume resume;
  auto& contact = resume.contact_info;
  contact.full_name = language == Language::russian ? "Ёлкин Пётр Ильич" : "Zoë van der Berg";
  if (maker.chance(80)) contact.email = "p" + std::to_string(seed) + ".x_y@mail.example.org";
  if (maker.chance(70)) contact.phone = "+7 (900) 123-45-" + std::to_string(10 + maker.below(89));
  if (maker.chance(60)) contact.address = maker.words(1, 3) + ", " + maker.word();
  for (auto count = maker.below(3); count > 0; --count) {
    contact.links.push_back({.name = maker.chance(80) ? maker.words(1, 2) : "",
                             .url = "https://example.org/path_" + std::to_string(maker.below(1000)) + "?a=b&c=d"});
  }
  resume.summary = maker.paragraphs();
  for (auto count = maker.below(4); count > 0; --count) resume.work_experience.push_back(make_job(maker));
  for (auto count = maker.below(3); count > 0; --count) resume.education.push_back(make_education(maker));
  for (auto count = maker.below(3); count > 0; --count) resume.certifications.push_back(make_certification(maker));
  resume.skills = maker.list(8, false);
  return resume;
}

std::string run_on_file(const std::string& command, const std::string& bytes) {
  std::string path = "/tmp/quern-document-XXXXXX";
  const int file = mkstemp(path.data());
  if (file < 0) return {};
  close(file);
  std::ofstream{path, std::ios::binary} << bytes;
  auto line = command;
  line.replace(line.find("{}"), 2, path);
  std::string out;
  if (auto* pipe = popen((line + " 2>/dev/null").c_str(), "r")) {
    std::array<char, 65536> piece{};
    while (const auto count = std::fread(piece.data(), 1, piece.size(), pipe)) out.append(piece.data(), count);
    pclose(pipe);
  }
  unlink(path.c_str());
  return out;
}

std::string pdf_boxes(const std::string& pdf) { return run_on_file("pdftotext -bbox-layout {} -", pdf); }

}  // namespace quern::test
