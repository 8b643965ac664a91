// ?search=&offset=&limit= of every list, and ?chat_id=&before_id=&after_id=&around_id=&at=&limit= of messages.
// Errors  400 for a query that does not decode, 422 by field for a number out of range.
// Source  contract, section 2.
#pragma once

#include <string>
#include <string_view>

#include "core/api/message.hpp"
#include "core/api/page.hpp"
#include "core/base/error.hpp"

namespace quern::serve {

struct ListParameters {
  std::string search;  // without spaces around it
  std::int64_t offset = 0;
  std::int64_t limit = default_page_limit;
};

Result<ListParameters> parse_list_parameters(std::string_view query);
Result<MessageListParams> parse_message_parameters(std::string_view query);
Result<MessageSearchParams> parse_search_parameters(std::string_view query);  // ?q=&chat_id=&offset=&limit=

// 422 for one parameter.
Error invalid_parameter(std::string_view name, std::string message);

}  // namespace quern::serve
