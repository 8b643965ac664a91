// Does a file look like what somebody says it is? By its first bytes, never by its name.
// Shape   the types that have a signature here must show it; one that is not known here must show none of these, but may be
//         an archive (many types are). Plain bytes may be anything: they are given as such.
#pragma once

#include <string_view>

namespace quern::serve {

// `type` in lower case, without parameters; `first` are at least 4 KiB, or the whole file.
bool looks_like(std::string_view type, std::string_view first);

// "image/png", "image/jpeg", "image/gif", "image/webp"; "" for anything else.
std::string_view picture_type(std::string_view first);

}  // namespace quern::serve
