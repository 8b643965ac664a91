// The sentences for what core/app knows without words: errors, notices, a field's problem.
#pragma once

#include <string>

#include "core/app/form_check.hpp"
#include "core/app/notice.hpp"
#include "ui/i18n.hpp"

namespace quern::ui {

// Why something failed: a clause to follow a colon («нет прав»), and a sentence that also says how to mend it.
std::string reason_clause(Language language, const Error& error);
std::string reason_sentence(Language language, const Error& error);
// What support would ask for: "504 upstream_timeout"; "" where there is nothing to tell.
std::string error_code(const Error& error);

std::string notice_words(Language language, const app::Notice& notice);

// What the server said of one field of a refused form, "" where it said nothing of it.
std::string field_refusal(const Error& error, std::string_view path);

}  // namespace quern::ui
