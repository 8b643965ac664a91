#include "ui/i18n.hpp"

#include <array>
#include <charconv>
#include <cmath>

namespace quern::ui {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view no_break_space = "\u00a0";

constexpr std::array<std::string_view, 12> russian_months{"января",   "февраля", "марта",  "апреля",
                                                          "мая",      "июня",    "июля",   "августа",
                                                          "сентября", "октября", "ноября", "декабря"};
constexpr std::array<std::string_view, 12> english_months{"January",   "February", "March",    "April",
                                                          "May",       "June",     "July",     "August",
                                                          "September", "October",  "November", "December"};

constexpr std::array<std::string_view, 7> russian_days{"воскресенье", "понедельник", "вторник", "среда",
                                                       "четверг",     "пятница",     "суббота"};
constexpr std::array<std::string_view, 7> english_days{"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                       "Thursday", "Friday", "Saturday"};
constexpr std::array<std::string_view, 7> russian_short_days{"вс", "пн", "вт", "ср", "чт", "пт", "сб"};

// The sentences without their keys, which only the compiler needs.
constexpr auto sentences = [] {
  std::array<std::array<std::string_view, 2>, std::size(messages)> result{};
  for (std::size_t i = 0; i < result.size(); ++i) result[i] = {messages[i].russian, messages[i].english};
  return result;
}();

std::string digits(std::int64_t number) {
  char buffer[24];
  return {buffer, std::to_chars(buffer, buffer + sizeof buffer, number).ptr};
}

std::string two_digits(std::int64_t number) { return (number < 10 ? "0" : "") + digits(number); }

std::string_view form(std::string_view forms, std::size_t wanted) {
  for (; wanted > 0; --wanted) {
    const std::size_t bar = forms.find('|');
    if (bar == std::string_view::npos) break;
    forms.remove_prefix(bar + 1);
  }
  return forms.substr(0, forms.find('|'));
}

std::chrono::sys_time<Duration> local(WallTime time, int offset) { return time + std::chrono::minutes{offset}; }

}  // namespace

std::string_view tr(Language language, MessageKey key) {
  return sentences[key.index()][static_cast<std::size_t>(language)];
}

std::string tr(Language language, MessageKey key, std::initializer_list<Argument> arguments) {
  return fill_in(tr(language, key), arguments);
}

std::string tr_count(Language language, MessageKey key, std::int64_t count, std::initializer_list<Argument> arguments) {
  const std::string_view pattern = form(tr(language, key), plural_form(language, count));
  return fill_in(fill_in(pattern, arguments), {{"n", format_number(language, count)}});
}

std::size_t plural_form(Language language, std::int64_t count) {
  const std::int64_t n = count < 0 ? -count : count;
  if (language == Language::english) return n == 1 ? 0 : 1;
  const bool is_teen = n % 100 >= 11 && n % 100 <= 14;
  if (is_teen) return 2;
  if (n % 10 == 1) return 0;
  return n % 10 >= 2 && n % 10 <= 4 ? 1 : 2;
}

std::string fill_in(std::string_view pattern, std::initializer_list<Argument> arguments) {
  std::string result;
  while (!pattern.empty()) {
    const std::size_t open = pattern.find('{');
    const std::size_t close = open == std::string_view::npos ? open : pattern.find('}', open);
    if (close == std::string_view::npos) break;
    result += pattern.substr(0, open);
    const std::string_view name = pattern.substr(open + 1, close - open - 1);
    std::string_view value = pattern.substr(open, close - open + 1);  // unknown: stays, for a later filling
    for (const Argument& argument : arguments) {
      if (argument.name == name) value = argument.value;
    }
    result += value;
    pattern.remove_prefix(close + 1);
  }
  result += pattern;
  return result;
}

std::string format_number(Language language, std::int64_t number) {
  std::string text = digits(number);
  const std::size_t first = number < 0 ? 1 : 0;
  for (std::size_t at = text.size(); at > first + 3;) {
    at -= 3;
    text.insert(at, language == Language::russian ? no_break_space : ",");
  }
  return text;
}

std::string format_decimal(Language language, double number, int decimals) {
  std::int64_t scale = 1;
  for (int i = 0; i < decimals; ++i) scale *= 10;
  const auto scaled = static_cast<std::int64_t>(std::llround(std::fabs(number) * static_cast<double>(scale)));
  std::string fraction = digits(scaled % scale + scale).substr(1);
  while (!fraction.empty() && fraction.back() == '0') fraction.pop_back();
  std::string result = number < 0 && scaled != 0 ? "-" : "";
  result += format_number(language, scaled / scale);
  if (!fraction.empty()) result += (language == Language::russian ? "," : ".") + fraction;
  return result;
}

std::string format_percent(Language language, int percent) {
  std::string result = digits(percent);
  if (language == Language::russian) result += no_break_space;
  return result + "%";
}

std::string format_size(Language language, std::int64_t bytes) {
  static constexpr std::array<MessageKey, 4> units{"size.bytes", "size.kilobytes", "size.megabytes", "size.gigabytes"};
  auto amount = static_cast<double>(bytes);
  std::size_t unit = 0;
  while (unit + 1 < units.size() && amount >= 1023.5) {
    amount /= 1024;
    ++unit;
  }
  return tr(language, units[unit], {{"n", format_decimal(language, amount, unit > 0 && amount < 9.95 ? 1 : 0)}});
}

std::string format_clock(WallTime time, int offset) {
  const auto there = local(time, offset);
  const auto minutes = std::chrono::floor<std::chrono::minutes>(there - std::chrono::floor<std::chrono::days>(there));
  return two_digits(minutes.count() / 60) + ":" + two_digits(minutes.count() % 60);
}

std::string format_date(Language language, WallTime time, WallTime now, int offset) {
  const auto& months = language == Language::russian ? russian_months : english_months;
  const std::chrono::year_month_day date{std::chrono::floor<std::chrono::days>(local(time, offset))};
  const std::chrono::year_month_day today{std::chrono::floor<std::chrono::days>(local(now, offset))};
  std::string result = digits(static_cast<unsigned>(date.day()));
  result += no_break_space;
  result += months[static_cast<unsigned>(date.month()) - 1];
  if (date.year() != today.year()) {
    result += no_break_space;
    result += digits(static_cast<int>(date.year()));
  }
  return result;
}

std::string format_ago(Language language, WallTime time, WallTime now, int offset) {
  const auto age = now - time;
  if (age >= -1min && age < 1min) return std::string(tr(language, "time.now"));
  if (age > 0min && age < 60min) {
    const auto minutes = std::chrono::floor<std::chrono::minutes>(age).count();
    return tr(language, "time.minutes_ago", {{"n", digits(minutes)}});
  }
  const auto days = std::chrono::floor<std::chrono::days>(local(now, offset)) -
                    std::chrono::floor<std::chrono::days>(local(time, offset));
  const std::string clock = format_clock(time, offset);
  if (days.count() == 0) return tr(language, "time.today", {{"time", clock}});
  if (days.count() == 1) return tr(language, "time.yesterday", {{"time", clock}});
  return format_date(language, time, now, offset);
}

std::chrono::sys_days local_day(WallTime time, int offset) {
  return std::chrono::floor<std::chrono::days>(local(time, offset));
}

std::string format_day(Language language, WallTime time, WallTime now, int offset) {
  const auto day = local_day(time, offset);
  const auto age = (local_day(now, offset) - day).count();
  if (age == 0) return std::string(tr(language, "chat.today"));
  if (age == 1) return std::string(tr(language, "chat.yesterday"));
  const auto weekday = std::chrono::weekday{day}.c_encoding();
  const std::string date = format_date(language, time, now, offset);
  if (language == Language::russian) return date + ", " + std::string(russian_days[weekday]);
  return std::string(english_days[weekday]) + ", " + date;
}

std::string format_short(Language language, WallTime time, WallTime now, int offset) {
  const auto day = local_day(time, offset);
  const auto age = (local_day(now, offset) - day).count();
  if (age <= 0) return format_clock(time, offset);
  if (age == 1) return std::string(tr(language, "chat.yesterday_short"));
  const bool is_russian = language == Language::russian;
  const auto weekday = std::chrono::weekday{day}.c_encoding();
  if (age < 7) return std::string(is_russian ? russian_short_days[weekday] : english_days[weekday].substr(0, 3));
  const std::chrono::year_month_day date{day};
  const std::chrono::year_month_day today{local_day(now, offset)};
  const auto month = static_cast<unsigned>(date.month());
  if (date.year() != today.year()) {
    return two_digits(static_cast<unsigned>(date.day())) + "." + two_digits(month) + "." +
           two_digits(static_cast<int>(date.year()) % 100);
  }
  const auto name = is_russian ? russian_months[month - 1] : english_months[month - 1];
  return digits(static_cast<unsigned>(date.day())) + std::string(no_break_space) +
         std::string(name.substr(0, is_russian ? 6 : 3));  // three letters
}

}  // namespace quern::ui
