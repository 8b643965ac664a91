// Words, numbers and times in the two languages of the application. The sentences are in messages.hpp.
// Units   WallTime is UTC; `offset` is minutes of local time east of it. A size is bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "core/base/time.hpp"
#include "ui/messages.hpp"

namespace quern::ui {

enum class Language : std::uint8_t { russian, english };

// A key of messages.hpp, looked up while compiling: tr(language, "retry"). A wrong one is an error there.
class MessageKey {
 public:
  consteval MessageKey(const char* key) : MessageKey(std::string_view(key)) {}  // NOLINT: reads as the key itself
  consteval MessageKey(std::string_view key) : index_(find(key)) {}             // NOLINT
  std::size_t index() const { return index_; }                                  // in messages

 private:
  static void no_such_message() {}
  static consteval std::uint16_t find(std::string_view key) {
    for (std::uint16_t i = 0; i < std::size(messages); ++i) {
      if (messages[i].key == key) return i;
    }
    no_such_message();  // not constexpr: add the key to messages.hpp
    return 0;
  }
  std::uint16_t index_;
};

struct Argument {
  std::string_view name, value;
};

std::string_view tr(Language language, MessageKey key);
std::string tr(Language language, MessageKey key, std::initializer_list<Argument> arguments);
// The form for `count`, with {n} filled in as format_number() writes it.
std::string tr_count(Language language, MessageKey key, std::int64_t count,
                     std::initializer_list<Argument> arguments = {});

// The number of the form: 0 one, 1 few or other, 2 many.
std::size_t plural_form(Language language, std::int64_t count);
std::string fill_in(std::string_view pattern, std::initializer_list<Argument> arguments);

std::string format_number(Language language, std::int64_t number);           // «12 345», “12,345”
std::string format_decimal(Language language, double number, int decimals);  // «8,4», “8.4”; a zero at the end falls
std::string format_percent(Language language, int percent);                  // «62 %», “62%”
std::string format_size(Language language, std::int64_t bytes);              // «8,4 МБ», “8.4 MB”
std::string format_clock(WallTime time, int offset);                         // “09:05”
std::string format_date(Language language, WallTime time, WallTime now,
                        int offset);  // «14 марта», another year's with it
// «3 мин назад», «сегодня, 11:02», «вчера, 19:44», «14 марта».
std::string format_ago(Language language, WallTime time, WallTime now, int offset);
// The day above messages: «Сегодня», «Вчера», «12 марта, среда», “Wednesday, 12 March”.
std::string format_day(Language language, WallTime time, WallTime now, int offset);
// As short as a list's column: “14:28”, «вчера», «пн», «12 мар», another year's “12.03.24”.
std::string format_short(Language language, WallTime time, WallTime now, int offset);
std::chrono::sys_days local_day(WallTime time, int offset);

}  // namespace quern::ui
