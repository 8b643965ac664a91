// The built-in interview: whole conversations in both languages, and what it does with answers that make no sense.
#include <gtest/gtest.h>

#include "core/api/decode.hpp"
#include "core/api/encode.hpp"
#include "serve/backend/interview_plan.hpp"

namespace quern::test {
namespace {

using serve::InterviewPlan;
using serve::Language;
using serve::Question;

class Interview {
 public:
  explicit Interview(Language language) : plan(language), language_(language) { says = plan.opening(); }
  Interview& answer(std::string_view text) {
    says = plan.answer(text);
    return *this;
  }
  bool asks(Question question) const { return says.find(question_text(question, language_)) != std::string::npos; }
  bool asks_again(Question question) const { return says.find(retry_text(question, language_)) != std::string::npos; }
  InterviewPlan plan;
  std::string says;

 private:
  Language language_;
};

#define EXPECT_ASKS(interview, question) EXPECT_TRUE((interview).asks(Question::question)) << (interview).says

TEST(InterviewPlan, MakesAResumeOfARussianConversation) {
  Interview talk{Language::russian};
  EXPECT_ASKS(talk, name);
  EXPECT_ASKS(talk.answer("Меня зовут Анна Ким."), contacts);
  EXPECT_ASKS(talk.answer("anna@example.org, +7 900 123-45-67, Казань\nGitHub: https://github.com/anna"), goal);
  EXPECT_ASKS(talk.answer("Ищу работу инженером. Люблю простые решения."), job);
  EXPECT_ASKS(talk.answer("ООО «Мельница», ведущий инженер, март 2019 — настоящее время"), job_duties);
  EXPECT_ASKS(talk.answer("- Вела команду\n- Писала ядро расчётов на C++"), job_results);
  EXPECT_ASKS(talk.answer("Сократила время ответа на 30%"), job_skills);
  EXPECT_ASKS(talk.answer("C++, PostgreSQL"), more_jobs);
  EXPECT_ASKS(talk.answer("Яндекс"), job_position);
  EXPECT_ASKS(talk.answer("разработчик"), job_dates);
  EXPECT_ASKS(talk.answer("с 07.2016 по 02.2019"), job_duties);
  EXPECT_ASKS(talk.answer("Поисковые индексы для 12 языков"), job_skills);
  EXPECT_ASKS(talk.answer("пропустить"), more_jobs);
  EXPECT_ASKS(talk.answer("нет"), school);
  EXPECT_ASKS(talk.answer("Казанский федеральный университет"), school_degree);
  EXPECT_ASKS(talk.answer("магистр"), school_year);
  EXPECT_ASKS(talk.answer("в 2016"), more_schools);
  EXPECT_ASKS(talk.answer("нет"), certificates);
  EXPECT_ASKS(talk.answer("Certified Kubernetes Administrator, CNCF, 05.2021"), skills);
  EXPECT_ASKS(talk.answer("C++, Linux"), languages);
  EXPECT_ASKS(talk.answer("английский — C1"), check);
  EXPECT_NE(talk.says.find("Поисковые индексы"), std::string::npos);
  EXPECT_ASKS(talk.answer("готово"), done);
  EXPECT_EQ(talk.plan.progress(), 1);

  const Resume expected{
      .contact_info = {.full_name = "Анна Ким",
                       .email = "anna@example.org",
                       .phone = "+7 900 123-45-67",
                       .address = "Казань",
                       .links = {{.name = "GitHub", .url = "https://github.com/anna"}}},
      .summary = "Ищу работу инженером. Люблю простые решения.",
      .work_experience = {{.company = "ООО «Мельница»",
                           .position = "ведущий инженер",
                           .start_date = "2019-03",
                           .is_current = true,
                           .responsibilities = {"Вела команду", "Писала ядро расчётов на C++",
                                                "Сократила время ответа на 30%"},
                           .skills = {"C++", "PostgreSQL"}},
                          {.company = "Яндекс",
                           .position = "разработчик",
                           .start_date = "2016-07",
                           .end_date = "2019-02",
                           .responsibilities = {"Поисковые индексы для 12 языков"}}},
      .education = {{.institution = "Казанский федеральный университет",
                     .degree = "магистр",
                     .graduation_date = "2016"}},
      .certifications = {{.name = "Certified Kubernetes Administrator", .issuer = "CNCF", .date_obtained = "2021-05"}},
      .skills = {"C++", "Linux", "английский — C1"}};
  EXPECT_EQ(encode(talk.plan.resume()), encode(expected));
}

TEST(InterviewPlan, MakesAResumeOfAnEnglishConversation) {
  Interview talk{Language::english};
  talk.answer("My name is Margaret O'Neil").answer("m.oneil@example.com").answer("skip");
  EXPECT_ASKS(talk, job);
  EXPECT_ASKS(talk.answer("Northern Mills Ltd, Senior Product Manager, Jan 2020 – present"), job_duties);
  talk.answer("Own the routing product of 140 depots; Cut the planning cycle to nine days");
  EXPECT_ASKS(talk, job_skills);
  talk.answer("SQL, Figma").answer("no");
  EXPECT_ASKS(talk.answer("University of Leeds, BSc, Economics, 2015"), more_schools);
  EXPECT_ASKS(talk.answer("no").answer("none").answer("Discovery").answer("no"), check);

  const auto resume = talk.plan.resume();

  EXPECT_EQ(resume.contact_info.full_name, "Margaret O'Neil");
  EXPECT_EQ(resume.summary, std::nullopt);
  ASSERT_EQ(resume.work_experience.size(), 1U);
  EXPECT_EQ(resume.work_experience[0].company, "Northern Mills Ltd");
  EXPECT_EQ(resume.work_experience[0].position, "Senior Product Manager");
  EXPECT_EQ(resume.work_experience[0].responsibilities.size(), 2U);
  ASSERT_EQ(resume.education.size(), 1U);
  EXPECT_EQ(resume.education[0].institution, "University of Leeds");
  EXPECT_EQ(resume.education[0].degree, "BSc");
  EXPECT_EQ(resume.education[0].field_of_study, "Economics");
  EXPECT_EQ(resume.education[0].graduation_date, "2015");
  EXPECT_TRUE(resume.certifications.empty());
  EXPECT_EQ(resume.skills, std::vector<std::string>{"Discovery"});
}

TEST(InterviewPlan, AsksAgainWhenAnAnswerMakesNoSense) {
  Interview talk{Language::english};
  for (const auto* nonsense : {"   ", "...", "12345"}) {
    Interview first{Language::english};
    EXPECT_TRUE(first.answer(nonsense).asks_again(Question::name)) << nonsense;
    EXPECT_EQ(first.plan.progress(), 0);
  }
  talk.answer("Ann Lee");
  EXPECT_TRUE(talk.answer("42").asks_again(Question::contacts));
  talk.answer("ann@example.org").answer("skip").answer("Mill");
  EXPECT_ASKS(talk.answer("Miller"), job_dates);
  EXPECT_TRUE(talk.answer("a while ago").asks_again(Question::job_dates));
  EXPECT_TRUE(talk.answer("long").asks_again(Question::job_dates));
  EXPECT_ASKS(talk.answer("really long"), job_duties);  // and does not insist
  EXPECT_EQ(talk.plan.resume().work_experience[0].start_date, std::nullopt);
}

TEST(InterviewPlan, TakesNoForWhatItMeans) {
  Interview talk{Language::russian};
  EXPECT_TRUE(talk.answer("нет").asks_again(Question::name));
  talk.answer("Анна");
  EXPECT_ASKS(talk.answer("нет"), goal);
  EXPECT_ASKS(talk.answer("нет"), job);
  EXPECT_ASKS(talk.answer("нет"), school);
  EXPECT_ASKS(talk.answer("нет"), certificates);
  EXPECT_ASKS(talk.answer("нет").answer("нет").answer("нет"), check);
  EXPECT_TRUE(talk.answer("нет").asks_again(Question::check));
  EXPECT_EQ(talk.plan.resume(), (Resume{.contact_info = {.full_name = "Анна"}}));
}

TEST(InterviewPlan, LetsEverythingBeSkipped) {
  Interview talk{Language::russian};
  for (int i = 0; i < 30 && !talk.asks(Question::check); ++i) talk.answer("пропустить");
  EXPECT_ASKS(talk, check);
  EXPECT_EQ(talk.plan.resume(), (Resume{.contact_info = {.full_name = "—"}}));
}

TEST(InterviewPlan, GoesBackAndTakesCorrections) {
  Interview talk{Language::russian};
  talk.answer("Анна").answer("anna@example.org");
  EXPECT_ASKS(talk.answer("назад"), contacts);
  EXPECT_EQ(talk.plan.resume().contact_info.email, std::nullopt);
  talk.answer("kim@example.org").answer("Цель").answer("Мельница, инженер, 2019 — 2020");

  EXPECT_ASKS(talk.answer("Исправь имя на Анна Ким"), job_duties);
  talk.answer("исправить телефон: +7 900 123-45-67")
      .answer("измени должность: мельник")
      .answer("исправить даты: 2018 — 2020");

  const auto resume = talk.plan.resume();
  EXPECT_EQ(resume.contact_info.full_name, "Анна Ким");
  EXPECT_EQ(resume.contact_info.email, "kim@example.org");
  EXPECT_EQ(resume.contact_info.phone, "+7 900 123-45-67");
  EXPECT_EQ(resume.work_experience[0].position, "мельник");
  EXPECT_EQ(resume.work_experience[0].start_date, "2018");
  EXPECT_EQ(talk.answer("исправить почту: нет её").says, phrase(serve::Phrase::cannot_correct, Language::russian));
  EXPECT_EQ(talk.plan.resume().contact_info.email, "kim@example.org");
}

TEST(InterviewPlan, KeepsASentenceAboutAJobAndAsksForItsParts) {
  Interview talk{Language::russian};
  talk.answer("Анна").answer("Казань").answer("нет");
  const std::string sentence =
      "Я почти шесть лет, с марта 2014 по май 2020, проработала на большом заводе, где мы делали жернова для мельниц "
      "всего края "
      "и продавали их за границу, а потом ушла";
  EXPECT_ASKS(talk.answer(sentence), job_company);
  EXPECT_ASKS(talk.answer("Завод жерновов"), job_position);
  EXPECT_ASKS(talk.answer("технолог"), job_duties);  // the dates were said
  const auto job = talk.plan.resume().work_experience.at(0);
  EXPECT_EQ(job.start_date, "2014-03");
  EXPECT_EQ(job.end_date, "2020-05");
  EXPECT_EQ(job.description, sentence);
}

TEST(InterviewPlan, MakesNoResumeThatItsSchemaWouldRefuse) {
  Interview talk{Language::english};
  std::string endless;
  for (int i = 0; i < 900; ++i) endless += "word" + std::to_string(i) + ", ";
  for (int i = 0; i < 60; ++i)
    talk.answer(i % 3 == 0 ? endless : i % 3 == 1 ? "Mill, engineer, 2019" : std::string(9'000, 'x'));
  const auto resume = talk.plan.resume();
  EXPECT_EQ(decode_all<Resume>(encode(resume)), resume);
}

TEST(InterviewPlan, NeverGoesBackInItsProgressByItself) {
  Interview talk{Language::english};
  double before = 0;
  for (const auto* text :
       {"Ann", "Leeds", "Work", "Mill, engineer, 2019 – 2020", "Milled", "none", "C++", "Other, clerk, 2018",
        "Filed 3 papers", "skip", "no", "no", "no", "C++", "English", "done", "again"}) {
    talk.answer(text);
    EXPECT_GE(talk.plan.progress(), before) << text;
    before = talk.plan.progress();
  }
  EXPECT_EQ(before, 1);
}

}  // namespace
}  // namespace quern::test
