// Text as search and addresses compare it: lower case by Unicode, letter by letter.
#pragma once

#include <string>
#include <string_view>

namespace quern::serve {

std::string fold_case(std::string_view utf8);
// As it is searched: without case, and ё as е, since that is how people type it.
std::string search_form(std::string_view utf8);

}  // namespace quern::serve
