#include "serve/documents/resume_dates.hpp"

#include <array>
#include <cstdio>

#include "core/api/utf8.hpp"
#include "serve/documents/letter_case.hpp"
#include "serve/documents/resume_words.hpp"

namespace quern::serve {
namespace {

struct Match {
  std::string date;
  std::size_t end = 0;
};

// Reads on through a text, and can be taken back.
class Reader {
 public:
  Reader(std::string_view text, std::size_t at) : text_(text), at_(at) {}
  std::size_t at() const { return at_; }
  void go_to(std::size_t at) { at_ = at; }
  bool is_at_end() const { return at_ >= text_.size(); }

  // So many digits, no more following; -1 where there are others.
  int number(std::size_t least, std::size_t most) {
    std::size_t end = at_;
    int value = 0;
    while (end < text_.size() && is_digit(text_[end]) && end - at_ < most) value = value * 10 + (text_[end++] - '0');
    if (end - at_ < least || (end < text_.size() && is_digit(text_[end]))) return -1;
    at_ = end;
    return value;
  }
  bool take(std::string_view word) {
    if (!text_.substr(at_).starts_with(word)) return false;
    at_ += word.size();
    return true;
  }
  void spaces() {
    while (take(" ") || take("\u00A0")) {}
  }
  // Letters of any alphabet.
  std::string_view word() {
    const auto begin = at_;
    while (at_ < text_.size()) {
      const auto c = static_cast<unsigned char>(text_[at_]);
      const bool is_latin = (c | 0x20U) >= 'a' && (c | 0x20U) <= 'z';
      if (!is_latin && c != 0xD0 && c != 0xD1) break;
      const auto size = utf8_sequence(text_.substr(at_));
      if (size == 0) break;
      at_ += size;
    }
    return text_.substr(begin, at_ - begin);
  }

 private:
  std::string_view text_;
  std::size_t at_;
};

bool is_year(int year) { return year >= 1900 && year <= 2099; }

std::string iso(int year, int month = 0, int day = 0) {
  std::array<char, 32> out{};
  const auto* format = day > 0 ? "%04d-%02d-%02d" : month > 0 ? "%04d-%02d" : "%04d";
  const auto size = std::snprintf(out.data(), out.size(), format, year, month, day);
  return {out.data(), static_cast<std::size_t>(size)};
}

void skip_year_word(Reader& reader) {
  const auto before = reader.at();
  reader.spaces();
  const auto word = to_small_letters(reader.word());
  if (word == "г") {
    reader.take(".");
  } else if (word != "год" && word != "года") {
    reader.go_to(before);
  }
}

int take_month(Reader& reader) {
  const auto before = reader.at();
  const int month = parse_month(reader.word());
  if (month == 0) reader.go_to(before);
  if (month > 0) reader.take(".");
  return month;
}

// "2019-03-14", "2019-03", "2019.03"; "2019" itself where no month follows.
std::optional<std::string> after_year(Reader& reader, int year) {
  const auto end = reader.at();
  for (const std::string_view dot : {"-", "."}) {
    if (!reader.take(dot)) continue;
    const int month = reader.number(2, 2);
    if (month >= 1 && month <= 12) {
      const auto month_end = reader.at();
      if (reader.take(dot)) {
        const int day = reader.number(2, 2);
        if (day >= 1 && day <= 31) return iso(year, month, day);
      }
      reader.go_to(month_end);
      return iso(year, month);
    }
    reader.go_to(end);
  }
  skip_year_word(reader);
  return iso(year);
}

// "14.03.2019", "03.2019", "3/2019", "14 марта 2019"
std::optional<std::string> after_small_number(Reader& reader, int first) {
  for (const std::string_view dot : {".", "/"}) {
    if (!reader.take(dot)) continue;
    const auto place = reader.at();
    if (const int year = reader.number(4, 4); is_year(year) && first >= 1 && first <= 12) {
      skip_year_word(reader);
      return iso(year, first);
    }
    reader.go_to(place);
    const int month = reader.number(1, 2);
    if (month < 1 || month > 12 || !reader.take(dot)) return std::nullopt;
    const int year = reader.number(4, 4);
    if (!is_year(year) || first < 1 || first > 31) return std::nullopt;
    skip_year_word(reader);
    return iso(year, month, first);
  }
  reader.spaces();
  const int month = take_month(reader);
  reader.spaces();
  const int year = reader.number(4, 4);
  if (month == 0 || !is_year(year) || first < 1 || first > 31) return std::nullopt;
  skip_year_word(reader);
  return iso(year, month, first);
}

// "март 2019", "March 14, 2019", "Mar, 2019"
std::optional<std::string> after_month(Reader& reader, int month) {
  reader.take(",");
  reader.spaces();
  int day = 0;
  const auto before = reader.at();
  int year = reader.number(4, 4);
  if (year < 0) {
    reader.go_to(before);
    day = reader.number(1, 2);
    reader.take(",");
    reader.spaces();
    year = reader.number(4, 4);
    if (day < 1 || day > 31) return std::nullopt;
  }
  if (!is_year(year)) return std::nullopt;
  skip_year_word(reader);
  return iso(year, month, day);
}

std::optional<Match> match_date(std::string_view text, std::size_t at) {
  Reader reader{text, at};
  std::optional<std::string> date;
  if (const int month = take_month(reader); month > 0) {
    date = after_month(reader, month);
  } else if (const int year = reader.number(4, 4); is_year(year)) {
    date = after_year(reader, year);
  } else {
    reader.go_to(at);
    if (const int number = reader.number(1, 2); number > 0) date = after_small_number(reader, number);
  }
  if (!date) return std::nullopt;
  return Match{.date = *date, .end = reader.at()};
}

// The end of a word for "now", or npos.
std::size_t match_present(std::string_view text, std::size_t at) {
  std::size_t found = std::string_view::npos;
  for (auto end = at + 2; end <= text.size() && end - at <= 40; ++end) {
    const bool is_letter_end = end == text.size() || (static_cast<unsigned char>(text[end]) & 0xC0U) != 0x80;
    if (is_letter_end && is_present_word(text.substr(at, end - at))) found = end;
  }
  return found;
}

bool take_separator(Reader& reader) {
  reader.spaces();
  for (const std::string_view dash : {"—", "–", "-", "−", "…", "..."}) {
    if (reader.take(dash)) return reader.spaces(), true;
  }
  const auto before = reader.at();
  const auto word = to_small_letters(reader.word());
  if (word == "по" || word == "to" || word == "до" || word == "until" || word == "till") return reader.spaces(), true;
  reader.go_to(before);
  return false;
}

bool is_word_start(std::string_view text, std::size_t at) {
  if (at == 0) return true;
  const auto before = static_cast<unsigned char>(text[at - 1]);
  if ((static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80) return false;
  const bool is_latin = (before | 0x20U) >= 'a' && (before | 0x20U) <= 'z';
  // Before a Cyrillic letter's first byte another Cyrillic letter ends with a byte of 10xxxxxx; so do dashes and quotes.
  const bool is_tail = (before & 0xC0U) == 0x80;
  const bool is_cyrillic_tail =
      is_tail && at >= 2 &&
      (static_cast<unsigned char>(text[at - 2]) == 0xD0 || static_cast<unsigned char>(text[at - 2]) == 0xD1);
  return !is_latin && !is_digit(text[at - 1]) && !is_cyrillic_tail && before != '/' && before != '_' && before != '.';
}

// "с", "since", "from" before a date: what follows is a beginning.
std::size_t skip_since(std::string_view text, std::size_t at, bool& is_since) {
  Reader reader{text, at};
  const auto word = to_small_letters(reader.word());
  is_since = word == "с" || word == "from" || word == "since";
  if (!is_since) return at;
  reader.spaces();
  return reader.at();
}

std::size_t skip_until(std::string_view text, std::size_t at, bool& is_until) {
  Reader reader{text, at};
  const auto word = to_small_letters(reader.word());
  is_until = word == "по" || word == "до" || word == "until" || word == "till";
  if (!is_until) return at;
  reader.spaces();
  return reader.at();
}

std::optional<FoundPeriod> match_period(std::string_view text, std::size_t at) {
  bool is_since = false;
  bool is_until = false;
  auto from = skip_since(text, at, is_since);
  if (!is_since) from = skip_until(text, at, is_until);
  const auto first = match_date(text, from);
  if (!first) return std::nullopt;
  FoundPeriod found{.period = {.start = first->date}, .begin = at, .end = first->end};
  if (is_until) {
    found.period = {.end = first->date};
    found.is_range = true;
    return found;
  }
  found.is_range = is_since;
  Reader reader{text, first->end};
  if (!take_separator(reader)) return found;
  if (const auto second = match_date(text, reader.at())) {
    found.period.end = second->date;
    found.end = second->end;
    found.is_range = true;
  } else if (const auto end = match_present(text, reader.at()); end != std::string_view::npos) {
    found.period.is_current = true;
    found.end = end;
    found.is_range = true;
  }
  return found;
}

// A side of a period that is no date: as it stands, where it speaks of a year.
std::optional<std::string> side_of(std::string_view text) {
  text = trim_spaces(text);
  if (auto date = parse_date(text)) return date;
  if (text.empty() || text.size() > 60 || !has_year(text)) return std::nullopt;
  return std::string{text};
}

}  // namespace

bool has_year(std::string_view text) {
  for (std::size_t i = 0; i + 4 <= text.size(); ++i) {
    if (!is_digit(text[i]) || (i > 0 && is_digit(text[i - 1]))) continue;
    if (is_year(Reader{text, i}.number(4, 4))) return true;
  }
  return false;
}

std::optional<std::string> parse_date(std::string_view text) {
  text = trim_spaces(text);
  const auto match = match_date(text, 0);
  if (!match || match->end != text.size()) return std::nullopt;
  return match->date;
}

std::string format_date(const std::string& date, Language language) {
  if (parse_date(date) != date) return date;
  if (date.size() == 4) return date;
  const auto month = std::stoi(date.substr(5, 2));
  if (date.size() == 7) return std::string{month_name(month, language)} + ' ' + date.substr(0, 4);
  return std::to_string(std::stoi(date.substr(8, 2))) + ' ' + std::string{month_of_date(month, language)} + ' ' +
         date.substr(0, 4);
}

std::string format_period(const Period& period, Language language) {
  const bool is_russian = language == Language::russian;
  // "с марта 2019": the case after a preposition
  const auto of = [&](const std::string& date) {
    if (date.size() != 7 || parse_date(date) != date) return format_date(date, language);
    return std::string{month_of_date(std::stoi(date.substr(5, 2)), language)} + ' ' + date.substr(0, 4);
  };
  const std::string dash = is_russian ? " — " : " – ";
  if (period.is_current && !period.start) return is_russian ? "по настоящее время" : "until now";
  if (period.is_current) return format_date(*period.start, language) + dash + std::string{present_word(language)};
  if (period.start && period.end)
    return format_date(*period.start, language) + dash + format_date(*period.end, language);
  if (period.start) return (is_russian ? "с " : "since ") + of(*period.start);
  if (period.end) return (is_russian ? "до " : "until ") + of(*period.end);
  return {};
}

std::optional<FoundPeriod> find_period(std::string_view line) {
  std::optional<FoundPeriod> single;
  for (std::size_t at = 0; at < line.size(); ++at) {
    if (!is_word_start(line, at) || line[at] == ' ') continue;
    auto found = match_period(line, at);
    if (!found) continue;
    if (found->is_range) return found;
    at = found->end > at ? found->end - 1 : at;
    if (!single) single = found;
  }
  return single;
}

std::optional<Period> parse_period(std::string_view text) {
  text = trim_spaces(text);
  if (is_present_word(text)) return Period{.is_current = true};
  if (const auto found = match_period(text, 0); found && found->end == text.size()) return found->period;
  for (const std::string_view dash : {" — ", " – "}) {
    const auto at = text.find(dash);
    if (at == std::string_view::npos) continue;
    const auto start = side_of(text.substr(0, at));
    const auto rest = text.substr(at + dash.size());
    if (start && is_present_word(rest)) return Period{.start = start, .is_current = true};
    const auto end = side_of(rest);
    if (start && end) return Period{.start = start, .end = end};
  }
  bool is_since = false;
  if (const auto rest = skip_since(text, 0, is_since); is_since) {
    if (auto start = side_of(text.substr(rest))) return Period{.start = std::move(start)};
  }
  bool is_until = false;
  if (const auto rest = skip_until(text, 0, is_until); is_until) {
    if (auto end = side_of(text.substr(rest))) return Period{.end = std::move(end)};
  }
  if (auto start = side_of(text)) return Period{.start = std::move(start)};
  return std::nullopt;
}

}  // namespace quern::serve
