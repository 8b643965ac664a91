#include "serve/documents/contact_text.hpp"

#include <algorithm>

#include "core/api/text_format.hpp"
#include "serve/documents/letter_case.hpp"
#include "serve/documents/resume_words.hpp"

namespace quern::serve {
namespace {

bool is_mail_character(char c) {
  const auto u = static_cast<unsigned char>(c);
  return u > ' ' && u < 0x7F && std::string_view{"<>()[],;:|\"\\"}.find(c) == std::string_view::npos;
}

// The mail address in a text, as the bytes it takes.
std::string_view find_email(std::string_view text) {
  for (auto at = text.find('@'); at != std::string_view::npos; at = text.find('@', at + 1)) {
    auto begin = at;
    auto end = at + 1;
    while (begin > 0 && is_mail_character(text[begin - 1]) && text[begin - 1] != '@') --begin;
    while (end < text.size() && is_mail_character(text[end]) && text[end] != '@') ++end;
    while (end > at + 1 && text[end - 1] == '.') --end;
    const auto found = text.substr(begin, end - begin);
    if (begin < at && found.find('.', at - begin) != std::string_view::npos && is_email(found)) return found;
  }
  return {};
}

bool is_known_site(std::string_view small) {
  constexpr std::string_view sites[] = {
      "github.com",  "gitlab.com",   "linkedin.com",      "bitbucket.org", "t.me",       "vk.com", "habr.com",
      "behance.net", "dribbble.com", "stackoverflow.com", "medium.com",    "kaggle.com", "hh.ru",  "facebook.com",
      "twitter.com", "x.com",        "orcid.org"};
  return small.starts_with("www.") || std::ranges::any_of(sites, [&](std::string_view site) {
           return small == site || (small.starts_with(site) && small[site.size()] == '/') ||
                  (small.ends_with(site) && small.size() > site.size() && small[small.size() - site.size() - 1] == '.');
         });
}

std::optional<std::string> as_url(std::string_view text) {
  if (text.empty() || text.size() > 400) return std::nullopt;
  for (const char c : text) {
    if (static_cast<unsigned char>(c) <= ' ') return std::nullopt;
  }
  const auto small = to_small_letters(text);
  const bool has_scheme = small.starts_with("http://") || small.starts_with("https://") || small.starts_with("mailto:");
  if (has_scheme && text.find(':') + 3 < text.size()) return std::string{text};
  const auto slash = small.find('/');
  const auto dot = small.find('.');
  const bool is_host_and_path = slash != std::string::npos && dot < slash && dot > 0 && slash + 1 < small.size();
  if (is_known_site(small) || (is_host_and_path && small.find('@') == std::string::npos && !is_digit(small[0]))) {
    return "https://" + std::string{text};
  }
  return std::nullopt;
}

std::vector<std::string> split_pieces(std::string_view line) {
  std::vector<std::string> pieces{std::string{line}};
  for (const std::string_view separator : {" | ", "|", " • ", " · ", "; ", "\t", " ● ", " / "}) {
    std::vector<std::string> next;
    for (const auto& piece : pieces) {
      for (auto& part : split_text(piece, separator)) next.push_back(std::move(part));
    }
    pieces = std::move(next);
  }
  return pieces;
}

// "anna@example.org, +7 900 …": a comma parts them only where both sides are ways to reach someone.
std::vector<std::string> split_at_commas(const std::string& piece) {
  auto parts = split_text(piece, ", ");
  const auto is_clear = [](const std::string& part) {
    return find_email(part).size() == part.size() || looks_like_phone(part) || as_url(part).has_value();
  };
  const auto clear = std::ranges::count_if(parts, is_clear);
  if (parts.size() < 2 || clear == 0) return {piece};
  std::vector<std::string> out;
  std::string held;  // neighbours that are neither belong together: "Казань, Россия"
  for (auto& part : parts) {
    if (is_clear(part)) {
      if (!held.empty()) out.push_back(std::exchange(held, {}));
      out.push_back(std::move(part));
    } else {
      held += (held.empty() ? "" : ", ") + part;
    }
  }
  if (!held.empty()) out.push_back(std::move(held));
  return out;
}

std::string_view trim_marks(std::string_view text) {
  constexpr std::string_view marks = " ,;:()<>|-";
  const auto first = text.find_first_not_of(marks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(marks) - first + 1);
}

// Where a value goes if its place is free.
bool put(std::optional<std::string>& place, std::string_view value) {
  if (value.empty() || (place && *place != value)) return false;
  place = std::string{value};
  return true;
}

bool take_labelled(std::string_view piece, ContactInfo& contact) {
  const auto labelled = find_label(piece);
  if (!labelled) return false;
  switch (labelled->label) {
    case Label::email: return is_email(labelled->value) && put(contact.email, labelled->value);
    case Label::phone: return put(contact.phone, labelled->value);
    case Label::address: return put(contact.address, labelled->value);
    default: return false;
  }
}

bool take_email(std::string_view piece, ContactInfo& contact, std::vector<std::string>& rest) {
  const auto email = find_email(piece);
  if (email.empty() || !put(contact.email, email)) return false;
  const auto before = piece.substr(0, static_cast<std::size_t>(email.data() - piece.data()));
  const auto after = piece.substr(before.size() + email.size());
  for (const auto part : {trim_marks(before), trim_marks(after)}) {
    const bool is_label = find_label(std::string{part} + ": x").has_value();
    if (!part.empty() && !is_label) rest.emplace_back(part);
  }
  return true;
}

}  // namespace

bool looks_like_phone(std::string_view text) {
  text = trim_spaces(text);
  int digits = 0;
  for (const char c : text) {
    if (is_digit(c)) ++digits;
    if (!is_digit(c) && std::string_view{"+()- ."}.find(c) == std::string_view::npos) return false;
  }
  const bool is_long = digits >= 7 && digits <= 15;
  // "2019 - 2020" and "01.02.2019" have fewer or no plus
  return is_long && (text[0] == '+' || text[0] == '(' || (digits >= 10 && is_digit(text[0])) ||
                     (is_digit(text[0]) && text.find('-') != std::string_view::npos && digits != 8));
}

std::optional<ResumeLink> parse_link(std::string_view text) {
  text = trim_spaces(text);
  if (auto url = as_url(text)) return ResumeLink{.name = "", .url = *std::move(url)};
  const auto space = text.rfind(' ');
  if (space == std::string_view::npos) return std::nullopt;
  auto tail = text.substr(space + 1);
  auto name = trim_spaces(text.substr(0, space));
  if (tail.starts_with('(') && tail.ends_with(')')) tail = tail.substr(1, tail.size() - 2);
  auto url = as_url(tail);
  if (!url || !(name.ends_with(':') || text.ends_with(')') || name.ends_with("—") || name.ends_with('-')))
    return std::nullopt;
  while (name.ends_with(':') || name.ends_with('-') || name.ends_with(' ')) name.remove_suffix(1);
  if (name.ends_with("—")) name.remove_suffix(std::string_view{"—"}.size());
  name = trim_spaces(name);
  if (name.empty() || name.size() > 200) return std::nullopt;
  return ResumeLink{.name = std::string{name}, .url = *std::move(url)};
}

std::vector<std::string> take_contacts(std::string_view line, ContactInfo& contact) {
  std::vector<std::string> rest;
  bool understood = false;
  for (const auto& wide : split_pieces(line)) {
    for (const auto& piece : split_at_commas(wide)) {
      if (take_labelled(piece, contact)) {
        understood = true;
      } else if (auto link = parse_link(piece)) {
        contact.links.push_back(*std::move(link));
        understood = true;
      } else if (take_email(piece, contact, rest)) {
        understood = true;
      } else if (looks_like_phone(piece) && put(contact.phone, piece)) {
        understood = true;
      } else {
        rest.push_back(piece);
      }
    }
  }
  if (!understood) return {std::string{line}};
  if (!contact.address && !rest.empty() && rest.front().size() < 300) {
    contact.address = rest.front();
    rest.erase(rest.begin());
  }
  return rest;
}

bool has_contacts(std::string_view line) {
  ContactInfo found;
  take_contacts(line, found);
  return found.email || found.phone || !found.links.empty();
}

}  // namespace quern::serve
