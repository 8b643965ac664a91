// Ways to reach a person, found in lines of text: mail, phone, address, links.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/api/resume.hpp"

namespace quern::serve {

bool looks_like_phone(std::string_view text);
// "GitHub: https://github.com/x", "https://…", "www.x.org", "github.com/x"; the whole text must be it.
std::optional<ResumeLink> parse_link(std::string_view text);

// Takes what it understands out of a line into `contact`; answers what is left, as pieces. Where anything was
// understood, a piece that is nothing else is the address.
std::vector<std::string> take_contacts(std::string_view line, ContactInfo& contact);
// Is there a mail address, a phone or a link in it?
bool has_contacts(std::string_view line);

}  // namespace quern::serve
