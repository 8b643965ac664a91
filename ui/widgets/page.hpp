// What pages have in common: the header with the page's name, the way back, the pages of a list.
#pragma once

#include <span>
#include <string>

#include "ui/draw.hpp"

namespace quern::ui {

// Cuts a header of 64 (phone 56) off the page, draws its title and count, and gives what is left of it for actions,
// which are cut from its right end. A count below 0 is not shown.
Rect page_header(Ui& ui, Rect& page, std::string_view title, std::int64_t count = -1);

struct Breadcrumb {
  std::string_view label;
  std::string_view href;
};
// The places above this one, then its name in 600. The number of the pressed one, or nothing.
std::optional<std::size_t> breadcrumbs(Ui& ui, Rect rect, std::span<const Breadcrumb> above, std::string_view here);

// "1–20 of 38" with two arrows. Changes `offset` by `page_size` and is true when pressed; nothing to see for one page.
bool pager(Ui& ui, int& offset, int page_size, int total);

}  // namespace quern::ui
