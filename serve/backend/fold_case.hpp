// Text as search and addresses compare it: lower case by Unicode, letter by letter.
#pragma once

#include <string>
#include <string_view>

namespace quern::serve {

std::string fold_case(std::string_view utf8);

}  // namespace quern::serve
