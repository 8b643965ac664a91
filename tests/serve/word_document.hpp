// A .doc as Word 97 wrote them, with nothing in it but text: a compound file of two streams.
// Source  MS-DOC (FIB, piece table), MS-CFB (sectors of 512 bytes, one FAT sector).
#pragma once

#include <string>
#include <string_view>

namespace quern::test {

// At most about 50 KB of text, in UTF-8; a paragraph a line. Encrypted, only its header says so.
std::string format_doc(std::string_view text, bool is_encrypted = false);

}  // namespace quern::test
