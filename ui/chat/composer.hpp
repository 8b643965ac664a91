// Where a message is written: a field that grows, what is being changed above it, and the button that sends.
// Enter sends, Shift+Enter breaks the line. What is too long is refused with a word, and stays as it is.
#pragma once

#include <string>

#include "ui/ui.hpp"

namespace quern::ui {

struct Composer {
  bool is_editing = false;
  std::string_view edited;  // editing: the message as it stands
  bool is_offline = false;  // then the placeholder says what will become of the message
};

struct ComposerResult {
  NodeId field = 0;
  bool is_typed_in = false;
  bool is_sent = false;       // there is something to send, and it may be sent
  bool is_cancelled = false;  // editing: not after all
  bool wants_last = false;    // Up in an empty field: to change the last message of one's own
};

float composer_height(Ui& ui, float width, const std::string& text, const Composer& composer);
// `text` stays the caller's, to be taken when it is sent.
ComposerResult composer(Ui& ui, Rect place, std::string& text, const Composer& composer);

}  // namespace quern::ui
