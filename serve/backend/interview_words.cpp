#include "serve/backend/interview_words.hpp"

#include <algorithm>
#include <array>

#include "serve/documents/letter_case.hpp"

namespace quern::serve {
namespace {

struct Words {
  std::string_view russian, english;
  std::string_view in(Language language) const { return language == Language::russian ? russian : english; }
};

constexpr std::array questions = {
    Words{"Как вас зовут? Напишите имя и фамилию, как они должны стоять в резюме.",
          "What is your name? Write it as it should stand in the resume."},
    Words{"Как с вами связаться? Почта, телефон, город; если есть — ссылки на профили. Можно одной строкой.",
          "How can you be reached? Email, phone, city, and links to profiles if you have any. One line is fine."},
    Words{"Какую работу вы ищете и в чём ваши сильные стороны? Двух-трёх предложений достаточно.",
          "What work are you looking for, and what are you good at? Two or three sentences are enough."},
    Words{
        "Расскажите о последнем месте работы: компания, должность, когда работали. Например: «Мельница, инженер, март "
        "2019 — настоящее время». Если опыта ещё нет, напишите «нет».",
        "Tell me about your latest job: company, position, and dates. For example: “Northern Mills, engineer, Mar 2019 "
        "– "
        "present”. If you have not worked yet, write “none”."},
    Words{"Как называется компания?", "What is the company called?"},
    Words{"Какая у вас была должность?", "What was your position?"},
    Words{"Когда вы там работали? Например: «март 2019 — февраль 2022» или «с 2020 по настоящее время».",
          "When did you work there? For example: “Mar 2019 – Feb 2022” or “2020 – present”."},
    Words{"Чем вы там занимались? Лучше по пунктам, каждый с новой строки.",
          "What did you do there? Points are best, each on a line of its own."},
    Words{"Есть ли результаты, которые можно назвать числом: сроки, деньги, люди, проценты?",
          "Are there results that can be put in numbers: time, money, people, percent?"},
    Words{"Какие навыки и инструменты вы там применяли? Через запятую.",
          "Which skills and tools did you use there? Separate them with commas."},
    Words{"Было ли место работы до этого? Напишите компанию, должность и даты — или «нет».",
          "Did you have a job before that? Write company, position and dates, or “no”."},
    Words{"Где вы учились? Учебное заведение, степень или специальность, год окончания — или «нет».",
          "Where did you study? School, degree or field, and the year you finished, or “no”."},
    Words{"Какая у вас степень или специальность?", "What is your degree, or your field?"},
    Words{"В каком году вы окончили (или окончите)?", "In which year did you finish, or will you?"},
    Words{"Есть ли ещё образование? Напишите так же — или «нет».",
          "Any other education? Write it the same way, or “no”."},
    Words{"Есть ли сертификаты или курсы? Название, кем выдан, год; каждый с новой строки. Или «нет».",
          "Any certificates or courses? Name, issuer and year, each on a line of its own. Or “no”."},
    Words{"Какие навыки назвать отдельно? Через запятую.",
          "Which skills should stand in a list of their own? Commas, please."},
    Words{"Какими языками вы владеете и на каком уровне? Например: «английский — B2, немецкий — A1».",
          "Which languages do you speak, and how well? For example: “English — native, German — B1”."},
    Words{"Всё верно? Напишите «готово» — или что исправить, например: «исправить телефон: +7 900 000-00-00».",
          "Is it right? Write “done”, or what to change, for example: “change phone: +44 20 7946 0000”."},
    Words{
        "Готово: завершите интервью, и резюме можно будет скачать. До этого ещё можно что-то исправить.",
        "All done: complete the interview, and the resume can be downloaded. Until then you may still change things."},
};

constexpr std::array retries = {
    Words{"Я не вижу здесь имени. Напишите, пожалуйста, имя и фамилию буквами.",
          "I do not see a name there. Please write your first and last name."},
    Words{"Не вижу ни почты, ни телефона, ни города. Например: anna@example.org, +7 900 000-00-00, Казань. Или "
          "«пропустить».",
          "I see no email, phone or city. For example: anna@example.org, +44 20 7946 0000, Leeds. Or write “skip”."},
    Words{"Расскажите, пожалуйста, хотя бы одним предложением — или напишите «пропустить».",
          "One sentence will do — or write “skip”."},
    Words{"Не понял. Напишите, пожалуйста, компанию, должность и даты — или «нет», если опыта ещё нет.",
          "I did not get that. Please write company, position and dates, or “none” if you have not worked yet."},
    Words{"Напишите, пожалуйста, название компании — или «пропустить».", "Please write the company's name, or “skip”."},
    Words{"Напишите, пожалуйста, должность — или «пропустить».", "Please write your position, or “skip”."},
    Words{"Не разобрал даты. Подойдёт «03.2019 — 02.2022», «2020 — настоящее время» или «пропустить».",
          "I could not read the dates. “03.2019 – 02.2022”, “2020 – present” or “skip” will do."},
    Words{"Напишите, пожалуйста, хотя бы одно дело — или «пропустить».",
          "Please name at least one thing, or write “skip”."},
    Words{"Напишите число и к чему оно относится — или «нет».", "Write a number and what it is about, or “no”."},
    Words{"Перечислите, пожалуйста, через запятую — или «пропустить».",
          "Please list them with commas, or write “skip”."},
    Words{"Напишите компанию, должность и даты — или «нет».", "Write company, position and dates, or “no”."},
    Words{"Напишите учебное заведение, степень и год — или «нет».", "Write the school, degree and year, or “no”."},
    Words{"Напишите степень или специальность — или «пропустить».", "Write the degree or field, or “skip”."},
    Words{"Не вижу года. Например: 2016. Или «пропустить».", "I see no year. For example: 2016. Or write “skip”."},
    Words{"Напишите учебное заведение, степень и год — или «нет».", "Write the school, degree and year, or “no”."},
    Words{"Напишите название сертификата — или «нет».", "Write the certificate's name, or “no”."},
    Words{"Перечислите навыки через запятую — или «пропустить».", "List the skills with commas, or write “skip”."},
    Words{"Перечислите языки через запятую — или «пропустить».", "List the languages with commas, or write “skip”."},
    Words{"Не понял, что исправить. Например: «исправить почту: anna@example.org», «исправить должность: инженер». "
          "Если всё "
          "верно, напишите «готово».",
          "I did not get what to change. For example: “change email: anna@example.org”, “change position: engineer”. "
          "If all "
          "is right, write “done”."},
    Words{"Интервью закончено: завершите его, и резюме можно будет скачать.",
          "The interview is over: complete it, and the resume can be downloaded."},
};

constexpr std::array phrases = {
    Words{"Здравствуйте! Я задам несколько вопросов и соберу из ответов резюме. Любой вопрос можно пропустить "
          "(«пропустить»), "
          "к предыдущему вернуться («назад»), ответ исправить («исправить почту: …»).",
          "Hello! I will ask some questions and make a resume of your answers. You may skip any of them (“skip”), go "
          "back to "
          "the one before (“back”), and change an answer (“change email: …”)."},
    Words{"Спасибо, записал.", "Thank you, noted."},
    Words{"Хорошо, пропускаем.", "Fine, we skip that."},
    Words{"Исправил.", "Changed."},
    Words{"Не понял новое значение. Напишите поле и значение через двоеточие, например: «исправить почту: "
          "anna@example.org».",
          "I could not read the new value. Write the field and the value with a colon: “change email: "
          "anna@example.org”."},
    Words{"Вернулись к предыдущему вопросу.", "Back to the question before."},
    Words{"Вот что получилось:", "This is what we have:"},
    Words{"Это первый вопрос.", "This is the first question."},
};

bool is_one_of(std::string_view answer, std::initializer_list<std::string_view> words) {
  auto text = to_small_letters(clean_line(answer));
  while (!text.empty() && (text.back() == '.' || text.back() == '!')) text.pop_back();
  return std::ranges::find(words, text) != words.end();
}

struct FieldWord {
  std::string_view beginning;
  Correction field;
};
constexpr FieldWord field_words[] = {
    {"имя", Correction::name},          {"фамили", Correction::name},
    {"name", Correction::name},         {"почт", Correction::email},
    {"email", Correction::email},       {"e-mail", Correction::email},
    {"телефон", Correction::phone},     {"номер", Correction::phone},
    {"phone", Correction::phone},       {"город", Correction::address},
    {"адрес", Correction::address},     {"city", Correction::address},
    {"address", Correction::address},   {"цель", Correction::goal},
    {"о себе", Correction::goal},       {"summary", Correction::goal},
    {"goal", Correction::goal},         {"компани", Correction::company},
    {"company", Correction::company},   {"должност", Correction::position},
    {"position", Correction::position}, {"title", Correction::position},
    {"дат", Correction::dates},         {"date", Correction::dates},
    {"навык", Correction::skills},      {"skills", Correction::skills},
    {"степен", Correction::degree},     {"специальност", Correction::degree},
    {"degree", Correction::degree},     {"учебное", Correction::school},
    {"вуз", Correction::school},        {"school", Correction::school},
    {"university", Correction::school},
};

}  // namespace

std::string_view question_text(Question question, Language language) {
  return questions[static_cast<std::size_t>(question)].in(language);
}
std::string_view retry_text(Question question, Language language) {
  return retries[static_cast<std::size_t>(question)].in(language);
}
std::string_view phrase(Phrase phrase, Language language) {
  return phrases[static_cast<std::size_t>(phrase)].in(language);
}

bool is_skip(std::string_view answer) {
  return is_one_of(answer, {"пропустить", "пропусти", "пропускаю", "дальше", "далее", "не хочу", "не знаю", "skip",
                            "pass", "next", "i don't know", "-", "—"});
}
bool is_no(std::string_view answer) {
  return is_one_of(answer, {"нет", "нету", "не было", "больше нет", "нет опыта", "опыта нет", "без опыта", "no", "none",
                            "nope", "no more", "nothing", "no experience", "not yet", "n/a"});
}
bool is_yes(std::string_view answer) {
  return is_one_of(answer, {"да", "готово", "верно", "все верно", "все правильно", "ок", "хорошо", "yes", "done", "ok",
                            "okay", "all right", "correct", "that's right", "looks good", "all good"});
}
bool is_back(std::string_view answer) {
  return is_one_of(answer, {"назад", "вернуться", "вернись", "back", "go back", "previous"});
}

ReadCorrection read_correction(std::string_view answer) {
  const auto clean = clean_line(answer);
  auto small = to_small_letters(clean);
  constexpr std::string_view verbs[] = {"исправить ", "исправь ", "исправьте ", "измени ", "изменить ", "поменяй ",
                                        "поправь ",   "change ",  "correct ",   "fix ",    "update "};
  const auto* verb = std::ranges::find_if(verbs, [&](std::string_view word) { return small.starts_with(word); });
  if (verb == std::end(verbs)) return {};
  std::string_view rest = std::string_view{small}.substr(verb->size());
  for (const std::string_view article : {"my ", "the ", "мою ", "мой ", "мое "}) {
    if (rest.starts_with(article)) rest.remove_prefix(article.size());
  }
  ReadCorrection correction{.field = Correction::unknown};
  for (const auto& word : field_words) {
    if (rest.starts_with(word.beginning)) correction.field = word.field;
  }
  // The value as it was written, behind the colon or the first " на ", " to ".
  for (const std::string_view mark : {":", " на ", " to "}) {
    const auto at = clean.find(mark);
    if (at == std::string::npos) continue;
    correction.value = std::string{trim_spaces(std::string_view{clean}.substr(at + mark.size()))};
    break;
  }
  return correction;
}

}  // namespace quern::serve
