// A copy of all data, made while the program serves, and put back.
// Shape   a folder with quern.db (one file, without a log) and files/. It has another name until it is whole.
// Keeps true  the database is one moment's, by SQLite's own backup. Every file that it names was there at that moment:
//         what was there before is copied first, what came or grew meanwhile after. One that was deleted in between may be
//         missing, as it is from then on in the original.
// Errors  a sentence for the person.
#pragma once

#include <string>

#include "core/base/error.hpp"

namespace quern::serve {

Result<void> back_up(const std::string& data, const std::string& copy);
// Into a folder without data, that no serve uses. The copy is checked first.
Result<void> restore(const std::string& copy, const std::string& data);

}  // namespace quern::serve
