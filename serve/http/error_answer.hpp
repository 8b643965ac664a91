// Answers in the contract's error shape: {"detail": …, "error_code": …, "error_type": …}.
// Source  contract, section 2; core/api/error_body.hpp writes it, as the client reads it.
#pragma once

#include <string_view>

#include "core/base/error.hpp"
#include "serve/http/message.hpp"

namespace quern::serve {

Response json_answer(int status, std::string json);

// By the error's own status, code and fields; retry_after becomes Retry-After, in whole seconds, at least 1.
Response error_answer(const Error& error);
Response error_answer(int status, std::string_view code, std::string_view detail);
Response retry_answer(int status, std::string_view code, std::string_view detail, Duration retry_after);
// 422 for one field.
Response field_error_answer(std::string_view path, std::string_view type, std::string_view message);

}  // namespace quern::serve
