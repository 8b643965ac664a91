// Every widget at once, laid out as the design's gallery, to be told by tests and looked at beside it.
#pragma once

#include <string>

#include "ui/widgets.hpp"

namespace quern::test {

struct GalleryState {
  std::string name, name_filled = "Складские смены", archive = "Архив 2024 года", email = "anna.kovaleva@praktika",
                    language = "Русский", search, description = "Что помогает выдержать ночную смену", title,
                    password = "correct horse";
  bool off = false, on = true, muted = false, works_here = true;
  std::size_t segment = 0, tab = 0;
  int offset = 0;
  bool has_dialog = false;
};

void gallery(ui::Ui& ui, GalleryState& state);   // controls
void gallery2(ui::Ui& ui, GalleryState& state);  // patterns

}  // namespace quern::test
