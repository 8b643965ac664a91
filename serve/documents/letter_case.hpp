// Text as people compare it, in Latin and Cyrillic: small letters, ё as е. And what else lines are cut and cleaned by.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace quern::serve {

std::string to_small_letters(std::string_view text);

// One line: bytes that are not UTF-8 and control characters gone, any run of spaces (of any kind) one, none at the ends.
std::string clean_line(std::string_view text);

std::string_view trim_spaces(std::string_view text);
bool starts_with_letter_or_digit(std::string_view text);
bool is_digit(char c);
std::size_t count_letters(
    std::string_view text);  // of any alphabet: what is neither ASCII punctuation, digit nor space

// The pieces between a separator, trimmed; empty ones are left out.
std::vector<std::string> split_text(std::string_view text, std::string_view separator);
std::vector<std::string> split_lines(std::string_view text);  // at \n; each cleaned, empty ones kept

}  // namespace quern::serve
