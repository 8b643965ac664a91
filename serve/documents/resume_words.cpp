#include "serve/documents/resume_words.hpp"

#include <algorithm>
#include <span>

#include "serve/documents/letter_case.hpp"

namespace quern::serve {
namespace {

struct Words {
  std::string_view russian, english;
  std::string_view in(Language language) const { return language == Language::russian ? russian : english; }
};

constexpr Words headings[] = {
    {"Контакты", "Contacts"},           {"О себе", "Summary"},
    {"Опыт работы", "Work experience"}, {"Образование", "Education"},
    {"Сертификаты", "Certifications"},  {"Навыки", "Skills"},
    {"Дополнительно", "Additional"},
};

constexpr Words labels[] = {
    {"Почта", "Email"},
    {"Телефон", "Phone"},
    {"Адрес", "Address"},
    {"Навыки", "Skills"},
    {"Специальность", "Field of study"},
    {"Средний балл", "GPA"},
    {"Достижения", "Honors"},
    {"Курсы", "Courses"},
    {"Действует до", "Valid until"},
    {"Номер", "Credential ID"},
};

struct KnownHeading {
  std::string_view text;  // in small letters
  Section section;
};

using enum Section;
constexpr KnownHeading known_headings[] = {
    {"контакты", contacts},
    {"контактная информация", contacts},
    {"контактные данные", contacts},
    {"личные данные", contacts},
    {"личная информация", contacts},
    {"contacts", contacts},
    {"contact", contacts},
    {"contact information", contacts},
    {"contact info", contacts},
    {"contact details", contacts},
    {"personal information", contacts},
    {"personal details", contacts},
    {"о себе", summary},
    {"обо мне", summary},
    {"профиль", summary},
    {"кратко о себе", summary},
    {"summary", summary},
    {"profile", summary},
    {"about", summary},
    {"about me", summary},
    {"professional summary", summary},
    {"professional profile", summary},
    {"career summary", summary},
    {"executive summary", summary},
    {"опыт", experience},
    {"опыт работы", experience},
    {"профессиональный опыт", experience},
    {"трудовой опыт", experience},
    {"трудовая деятельность", experience},
    {"места работы", experience},
    {"место работы", experience},
    {"карьера", experience},
    {"experience", experience},
    {"work experience", experience},
    {"professional experience", experience},
    {"relevant experience", experience},
    {"employment", experience},
    {"employment history", experience},
    {"work history", experience},
    {"career history", experience},
    {"образование", education},
    {"высшее образование", education},
    {"основное образование", education},
    {"education", education},
    {"education and training", education},
    {"academic background", education},
    {"academic history", education},
    {"сертификаты", certifications},
    {"сертификация", certifications},
    {"сертификаты и курсы", certifications},
    {"курсы и сертификаты", certifications},
    {"повышение квалификации", certifications},
    {"повышение квалификации, курсы", certifications},
    {"дополнительное образование", certifications},
    {"certifications", certifications},
    {"certificates", certifications},
    {"certification", certifications},
    {"licenses & certifications", certifications},
    {"licenses and certifications", certifications},
    {"courses and certificates", certifications},
    {"навыки", skills},
    {"ключевые навыки", skills},
    {"профессиональные навыки", skills},
    {"технические навыки", skills},
    {"технологии", skills},
    {"стек", skills},
    {"стек технологий", skills},
    {"умения", skills},
    {"умения и навыки", skills},
    {"skills", skills},
    {"key skills", skills},
    {"core skills", skills},
    {"technical skills", skills},
    {"professional skills", skills},
    {"skills & tools", skills},
    {"skills and tools", skills},
    {"technologies", skills},
    {"core competencies", skills},
    {"цель", other},
    {"желаемая должность", other},
    {"желаемая должность и зарплата", other},
    {"objective", other},
    {"career objective", other},
    {"языки", other},
    {"знание языков", other},
    {"иностранные языки", other},
    {"languages", other},
    {"проекты", other},
    {"projects", other},
    {"personal projects", other},
    {"публикации", other},
    {"publications", other},
    {"хобби", other},
    {"увлечения", other},
    {"интересы", other},
    {"interests", other},
    {"hobbies", other},
    {"награды", other},
    {"достижения", other},
    {"awards", other},
    {"honors and awards", other},
    {"achievements", other},
    {"рекомендации", other},
    {"references", other},
    {"волонтерство", other},
    {"volunteering", other},
    {"volunteer experience", other},
    {"дополнительно", other},
    {"дополнительная информация", other},
    {"additional", other},
    {"additional information", other},
};

struct KnownLabel {
  std::string_view text;
  Label label;
};

constexpr KnownLabel known_labels[] = {
    {"почта", Label::email},
    {"эл. почта", Label::email},
    {"электронная почта", Label::email},
    {"email", Label::email},
    {"e-mail", Label::email},
    {"mail", Label::email},
    {"телефон", Label::phone},
    {"тел", Label::phone},
    {"тел.", Label::phone},
    {"моб", Label::phone},
    {"моб.", Label::phone},
    {"мобильный", Label::phone},
    {"phone", Label::phone},
    {"tel", Label::phone},
    {"tel.", Label::phone},
    {"mobile", Label::phone},
    {"cell", Label::phone},
    {"адрес", Label::address},
    {"город", Label::address},
    {"проживает", Label::address},
    {"место проживания", Label::address},
    {"address", Label::address},
    {"location", Label::address},
    {"city", Label::address},
    {"навыки", Label::skills},
    {"ключевые навыки", Label::skills},
    {"технологии", Label::skills},
    {"стек", Label::skills},
    {"стек технологий", Label::skills},
    {"skills", Label::skills},
    {"technologies", Label::skills},
    {"tech stack", Label::skills},
    {"stack", Label::skills},
    {"tools", Label::skills},
    {"специальность", Label::field_of_study},
    {"направление", Label::field_of_study},
    {"факультет", Label::field_of_study},
    {"field of study", Label::field_of_study},
    {"major", Label::field_of_study},
    {"средний балл", Label::gpa},
    {"gpa", Label::gpa},
    {"достижения", Label::honors},
    {"награды", Label::honors},
    {"honors", Label::honors},
    {"honours", Label::honors},
    {"awards", Label::honors},
    {"курсы", Label::courses},
    {"courses", Label::courses},
    {"relevant courses", Label::courses},
    {"relevant coursework", Label::courses},
    {"coursework", Label::courses},
    {"действует до", Label::valid_until},
    {"действителен до", Label::valid_until},
    {"valid until", Label::valid_until},
    {"expires", Label::valid_until},
    {"номер", Label::credential_id},
    {"credential id", Label::credential_id},
    {"id", Label::credential_id},
};

struct Month {
  std::string_view russian, russian_of, english, english_full;
};
constexpr Month months[] = {
    {"январь", "января", "Jan", "january"},
    {"февраль", "февраля", "Feb", "february"},
    {"март", "марта", "Mar", "march"},
    {"апрель", "апреля", "Apr", "april"},
    {"май", "мая", "May", "may"},
    {"июнь", "июня", "Jun", "june"},
    {"июль", "июля", "Jul", "july"},
    {"август", "августа", "Aug", "august"},
    {"сентябрь", "сентября", "Sep", "september"},
    {"октябрь", "октября", "Oct", "october"},
    {"ноябрь", "ноября", "Nov", "november"},
    {"декабрь", "декабря", "Dec", "december"},
};

// Beginnings of words, in small letters.
constexpr std::string_view position_words[] = {
    "инженер",      "разработчик", "программист",   "менеджер",   "руководител", "директор",   "аналитик",
    "дизайнер",     "тестировщик", "архитектор",    "бухгалтер",  "консультант", "специалист", "преподаватель",
    "учитель",      "врач",        "юрист",         "экономист",  "продавец",    "оператор",   "администратор",
    "маркетолог",   "редактор",    "журналист",     "переводчик", "стажер",      "ассистент",  "секретарь",
    "начальник",    "заместител",  "главный",       "старший",    "ведущий",     "младший",    "мастер",
    "водитель",     "повар",       "кассир",        "логист",     "тимлид",      "техник",     "лаборант",
    "исследовател", "научный",     "научн",         "психолог",   "рекрутер",    "engineer",   "developer",
    "programmer",   "manager",     "director",      "analyst",    "designer",    "tester",     "architect",
    "accountant",   "consultant",  "specialist",    "teacher",    "lecturer",    "doctor",     "lawyer",
    "economist",    "operator",    "administrator", "marketer",   "editor",      "journalist", "translator",
    "intern",       "assistant",   "secretary",     "head",       "lead",        "senior",     "junior",
    "principal",    "staff",       "chief",         "officer",    "scientist",   "researcher", "technician",
    "nurse",        "driver",      "cook",          "recruiter",  "coordinator", "supervisor", "representative",
    "qa",           "devops",      "sre",           "cto",        "ceo",         "cfo",        "vp",
    "owner",        "founder",     "backend",       "frontend",   "fullstack",   "writer",     "chemist",
    "clerk",        "trainer",
};
constexpr std::string_view company_words[] = {
    "ооо",     "оао",        "зао",         "ао",           "пао",         "ип",       "фгуп",
    "гуп",     "муп",        "нко",         "банк",         "завод",       "компания", "группа",
    "холдинг", "корпорация", "студия",      "агентство",    "inc",         "llc",      "ltd",
    "gmbh",    "corp",       "corporation", "company",      "co",          "group",    "bank",
    "studio",  "labs",       "university",  "институт",     "университет", "plc",      "ag",
    "holding", "agency",     "технологии",  "technologies", "systems",     "software", "solutions",
};
constexpr std::string_view school_words[] = {
    "университет", "институт",   "академия",  "колледж", "техникум", "училище", "школа", "лицей",       "гимназия",
    "мгу",         "спбгу",      "мфти",      "мгту",    "вшэ",      "ниу",     "итмо",  "рудн",        "кфу",
    "нгу",         "university", "institute", "college", "school",   "academy", "mit",   "polytechnic", "faculty",
};
constexpr std::string_view degree_words[] = {
    "бакалавр",  "магистр", "специалист",  "кандидат",     "доктор",      "аспирант",    "диплом",
    "высшее",    "среднее", "bachelor",    "master",       "phd",         "ph.d",        "doctor",
    "bsc",       "msc",     "b.sc",        "m.sc",         "ba",          "ma",          "b.a",
    "m.a",       "bs",      "ms",          "b.s",          "m.s",         "mba",         "diploma",
    "associate", "degree",  "бакалавриат", "магистратура", "аспирантура", "специалитет",
};

// Does a word of the text begin with (or, where `whole`, equal) one of these?
bool has_word(std::string_view text, std::span<const std::string_view> words, bool whole) {
  const auto small = to_small_letters(text);
  constexpr std::string_view breaks = " ,;:()/\\|\"'-\t";  // ASCII: single bytes
  for (const auto& word : split_text(
           [&] {
             auto copy = small;
             for (auto& c : copy) {
               if (breaks.find(c) != std::string_view::npos) c = ' ';
             }
             for (const std::string_view quote : {"«", "»", "“", "”", "—", "–"}) {
               for (auto at = copy.find(quote); at != std::string::npos; at = copy.find(quote)) {
                 copy.replace(at, quote.size(), " ");
               }
             }
             return copy;
           }(),
           " ")) {
    const bool found = std::ranges::any_of(words, [&](std::string_view known) {
      if (known.size() < 8 || whole) return word == known || word == std::string{known} + '.';
      return word.starts_with(known);
    });
    if (found) return true;
  }
  return false;
}

bool has_beginning(std::string_view text, std::span<const std::string_view> words) {
  return has_word(text, words, false);
}

// A heading's words alone: without marks around them.
std::string heading_text(std::string_view line) {
  auto text = to_small_letters(clean_line(line));
  const auto is_mark = [](char c) {
    return c == ':' || c == '#' || c == '*' || c == '=' || c == '_' || c == '.' || c == ' ';
  };
  while (!text.empty() && is_mark(text.back())) text.pop_back();
  std::size_t first = 0;
  while (first < text.size() && is_mark(text[first])) ++first;
  return text.substr(first);
}

}  // namespace

std::string_view heading_of(Section section, Language language) {
  return headings[static_cast<std::size_t>(section)].in(language);
}

std::string_view label_of(Label label, Language language) {
  return labels[static_cast<std::size_t>(label)].in(language);
}

std::optional<Section> find_heading(std::string_view line) {
  if (line.size() > 120) return std::nullopt;
  auto text = heading_text(line);
  // hh.ru: "Опыт работы — 5 лет 3 месяца"
  if (const auto dash = text.find(" — "); dash != std::string::npos) {
    if (text.substr(0, dash) == "опыт работы") text.resize(dash);
  }
  for (const auto& known : known_headings) {
    if (known.text == text) return known.section;
  }
  return std::nullopt;
}

std::optional<Labelled> find_label(std::string_view line) {
  const auto colon = line.find(':');
  if (colon == std::string_view::npos || colon > 60) return std::nullopt;
  const auto name = to_small_letters(trim_spaces(line.substr(0, colon)));
  for (const auto& known : known_labels) {
    if (known.text == name) return Labelled{.label = known.label, .value = trim_spaces(line.substr(colon + 1))};
  }
  return std::nullopt;
}

bool is_present_word(std::string_view text) {
  constexpr std::string_view words[] = {
      "настоящее время",
      "по настоящее время",
      "наст. время",
      "наст.время",
      "н.в.",
      "н.в",
      "н. в.",
      "нв",
      "сейчас",
      "по сей день",
      "сегодня",
      "present",
      "now",
      "current",
      "currently",
      "today",
      "until now",
      "to date",
  };
  return std::ranges::find(words, to_small_letters(trim_spaces(text))) != std::end(words);
}

std::string_view present_word(Language language) {
  return language == Language::russian ? "настоящее время" : "Present";
}

int parse_month(std::string_view word) {
  auto small = to_small_letters(trim_spaces(word));
  while (!small.empty() && (small.back() == '.' || small.back() == ',')) small.pop_back();
  for (int i = 0; i < 12; ++i) {
    const auto& month = months[i];
    if (small == month.russian || small == month.russian_of || small == month.english_full) return i + 1;
    const auto english = to_small_letters(month.english);
    if (small == english || (i == 8 && small == "sept")) return i + 1;
    // "янв", "нояб", "сент": three Cyrillic letters or more of its beginning
    if (small.size() >= 6 && month.russian.starts_with(small)) return i + 1;
  }
  return 0;
}

std::string_view month_name(int month, Language language) {
  const auto& names = months[month - 1];
  return language == Language::russian ? names.russian : names.english;
}

std::string_view month_of_date(int month, Language language) {
  const auto& names = months[month - 1];
  return language == Language::russian ? names.russian_of : names.english;
}

bool sounds_like_position(std::string_view text) { return has_beginning(text, position_words); }
bool sounds_like_company(std::string_view text) {
  return text.find("«") != std::string_view::npos || has_word(text, company_words, true);
}
bool sounds_like_school(std::string_view text) { return has_beginning(text, school_words); }
bool sounds_like_degree(std::string_view text) { return has_beginning(text, degree_words); }

}  // namespace quern::serve
