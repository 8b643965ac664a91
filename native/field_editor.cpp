#include "native/field_editor.hpp"

#include <algorithm>
#include <cmath>

#include "native/tree.hpp"

namespace quern::native {
namespace {

using ui::FieldType;
using ui::Node;
using ui::NodeId;
using ui::Rect;
using Kind = ui::Input::Kind;

constexpr const char* window_name = "field editor";

// Right above the window that the field is drawn in, and so below what lies above that: toasts, tooltips, menus. The names
// are those of ui/screen.cpp and ui/widgets/overlay.cpp.
void stack_above(const ui::Semantics& semantics, const Node& node) {
  NodeId root = node.id;
  for (const Node* at = &node; at != nullptr; at = semantics.find(at->parent)) root = at->id;
  char name[] = "overlay 00000000";
  for (unsigned i = 0; i < 8; ++i) name[8 + i] = "0123456789abcdef"[root >> (28 - i * 4) & 15];
  const ImGuiWindow* below = ImGui::FindWindowByName(name);
  if (below == nullptr || !below->Active) below = ImGui::FindWindowByName("page");
  ImGuiWindow* const editor = ImGui::GetCurrentWindow();
  ImGui::BringWindowToDisplayFront(editor);
  bool is_above = false;
  for (ImGuiWindow* other : ImGui::GetCurrentContext()->Windows) {
    if (is_above && other->Active && other->RootWindow != editor)
      return ImGui::BringWindowToDisplayBehind(editor, other);
    if (other == below) is_above = true;
  }
}

int utf16_units(const char* text, int length) {
  int units = 0;
  for (int i = 0; i < length; ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if ((byte & 0xc0) != 0x80) units += byte >= 0xf0 ? 2 : 1;
  }
  return units;
}

int letter_start(const char* text, int at) {  // of the one that ends before `at`
  do {
    --at;
  } while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xc0) == 0x80);
  return std::max(at, 0);
}

}  // namespace

FieldEditor::FieldEditor(ui::Semantics& semantics, Focus& focus, ui::Glyphs& glyphs)
    : semantics_(semantics),
      focus_(focus),
      fonts_(glyphs) {
  ImGui::GetIO().ConfigInputTextCursorBlink = false;  // a blink costs frames, and an idle window draws none
  hook_.Type = ImGuiContextHookType_EndFramePre;
  hook_.UserData = this;
  hook_.Callback = [](ImGuiContext*, ImGuiContextHook* hook) { static_cast<FieldEditor*>(hook->UserData)->run(); };
  hook_id_ = ImGui::AddContextHook(ImGui::GetCurrentContext(), &hook_);
}

FieldEditor::~FieldEditor() { ImGui::RemoveContextHook(ImGui::GetCurrentContext(), hook_id_); }

void FieldEditor::run() {
  is_under_pointer_ = false;
  follow_pointer();
  const Node* node = focus_.focused_field();
  if (node == nullptr) {
    edited_ = 0;
    return;
  }
  if (std::exchange(edited_, node->id) != node->id) {
    text_ = model_ = node->field->value;
    sent_.clear();
    must_reload_ = false;
    wants_all_ = !wants_caret_ && focus_.was_moved();
  }
  follow_model(*node);
  draw(*node);
  wants_caret_ = wants_all_ = false;
}

// A press moves the focus at once, as in a browser; the widget hears of the click when the button is let go.
void FieldEditor::follow_pointer() {
  const auto& context = *ImGui::GetCurrentContext();
  if (!ImGui::IsMouseClicked(ImGuiMouseButton_Left)) return;
  const auto* hovered = context.HoveredWindow;
  if (hovered != nullptr && std::string_view(hovered->RootWindow->Name) == window_name) return;
  const Node* node = context.ActiveId != 0 ? semantics_.find(context.ActiveId) : nullptr;
  const bool can_have = node != nullptr && is_focusable(*node);
  focus_.on_pointer_press(can_have ? node->id : 0);
  wants_caret_ = can_have && node->role == ui::Role::textbox;
}

// Is it another text than the one that was typed here? Then it is shown; else it is only the answer to what was sent.
void FieldEditor::follow_model(const Node& node) {
  const std::string& said = node.field->value;
  if (said == model_) return;
  model_ = said;
  const auto answered = std::ranges::find(sent_, said);
  if (answered != sent_.end()) {
    sent_.erase(sent_.begin(), answered + 1);
  } else {
    sent_.clear();
    must_reload_ = text_ != said;
    text_ = said;
  }
}

void FieldEditor::draw(const Node& node) {
  const auto& look = node.field->style;
  const Rect rect = rect_on_screen(semantics_, node), clip = clip_on_screen(semantics_, node);
  const Rect inner{rect.x + look.padding_left, rect.y + look.padding_top,
                   std::max(1.F, rect.width - look.padding_left - look.padding_right),
                   std::max(1.F, rect.height - look.padding_top - look.padding_bottom)};
  ImGui::SetNextWindowPos({inner.x, inner.y});
  ImGui::SetNextWindowSize({inner.width, inner.height});
  constexpr ImGuiWindowFlags flags = ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove |
                                     ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoBackground |
                                     ImGuiWindowFlags_NoNav | ImGuiWindowFlags_NoBringToFrontOnFocus |
                                     ImGuiWindowFlags_NoFocusOnAppearing | ImGuiWindowFlags_NoScrollWithMouse;
  ImGui::Begin(window_name, nullptr, flags);
  stack_above(semantics_, node);
  ImGui::PushClipRect({clip.x, clip.y}, {clip.right(), clip.bottom()}, true);
  ImGui::PushID(static_cast<int>(node.id));
  input_text(node, inner);
  is_under_pointer_ = ImGui::IsWindowHovered(ImGuiHoveredFlags_ChildWindows);
  ImGui::PopID();
  ImGui::PopClipRect();
  ImGui::End();
}

void FieldEditor::style(const ui::FieldStyle& look) const {
  ImGui::PushStyleColor(ImGuiCol_Text, look.colour);
  ImGui::PushStyleColor(ImGuiCol_TextDisabled, look.placeholder_colour);
  ImGui::PushStyleColor(ImGuiCol_TextSelectedBg, look.selection_colour);
  ImGui::PushStyleColor(ImGuiCol_InputTextCursor, look.colour);
  for (const ImGuiCol clear : {ImGuiCol_FrameBg, ImGuiCol_Border, ImGuiCol_NavCursor, ImGuiCol_ScrollbarBg}) {
    ImGui::PushStyleColor(clear, IM_COL32_BLACK_TRANS);
  }
  ImGui::PushStyleVar(ImGuiStyleVar_FrameBorderSize, 0.F);
  ImGui::PushStyleVar(ImGuiStyleVar_ScrollbarSize, 6.F);
}

void FieldEditor::input_text(const Node& node, Rect inner) {
  constexpr const char* label = "##text";
  auto& context = *ImGui::GetCurrentContext();
  const auto& field = *node.field;
  const ImGuiID id = ImGui::GetID(label);
  most_letters_ = field.max_length;
  line_height_ = field.style.line_height;
  text_corner_ = {inner.x, inner.y};
  // The widget's own item may have taken the press; whatever else is held is left in peace.
  if (context.ActiveId != id && (context.ActiveId == 0 || context.ActiveId == node.id)) {
    context.NavActivateId = id;
    context.NavActivateFlags =
        ImGuiActivateFlags_PreferInput | (wants_all_ ? ImGuiActivateFlags_None : ImGuiActivateFlags_TryToPreserveState);
  }
  if (std::exchange(must_reload_, false)) {
    if (auto* state = ImGui::GetInputTextState(id)) state->ReloadUserBufAndMoveToEnd();
  }
  ImGuiInputTextFlags flags =
      ImGuiInputTextFlags_CallbackResize | ImGuiInputTextFlags_CallbackEdit | ImGuiInputTextFlags_CallbackAlways;
  if (field.type == FieldType::password) flags |= ImGuiInputTextFlags_Password;
  if (field.type == FieldType::multiline) flags |= ImGuiInputTextFlags_Multiline;
  if (node.is_disabled) flags |= ImGuiInputTextFlags_ReadOnly;
  ImGui::PushFont(fonts_.find(field.style, field.type == FieldType::password && !text_.empty()),
                  field.style.line_height);
  style(field.style);
  const bool is_changed =
      ImGui::InputTextEx(label, field.placeholder.c_str(), text_.data(), static_cast<int>(text_.capacity()) + 1,
                         {inner.width, inner.height}, flags, &on_callback, this);
  if (wants_caret_) {
    if (auto* state = ImGui::GetInputTextState(id)) state->SelectedAllMouseLock = false;  // the drag goes on selecting
  }
  ImGui::PopStyleVar(2);
  ImGui::PopStyleColor(8);
  ImGui::PopFont();
  if (!is_changed) return;
  text_.resize(std::char_traits<char>::length(text_.c_str()));
  sent_.push_back(text_);
  semantics_.input({.kind = Kind::change, .id = node.id, .text = text_});
}

int FieldEditor::on_callback(ImGuiInputTextCallbackData* data) {
  auto& editor = *static_cast<FieldEditor*>(data->UserData);
  if (data->EventFlag == ImGuiInputTextFlags_CallbackResize) {
    editor.text_.resize(static_cast<std::size_t>(data->BufTextLen));
    data->Buf = editor.text_.data();
  }
  if (data->EventFlag == ImGuiInputTextFlags_CallbackEdit) keep_length(*data, editor.most_letters_);
  if (data->EventFlag == ImGuiInputTextFlags_CallbackAlways && editor.wants_caret_) editor.place_caret(*data);
  return 0;
}

// What does not fit is not taken: it goes from before the caret, where it came in.
void FieldEditor::keep_length(ImGuiInputTextCallbackData& data, int most) {
  while (most > 0 && data.CursorPos > 0 && utf16_units(data.Buf, data.BufTextLen) > most) {
    const int start = letter_start(data.Buf, data.CursorPos);
    data.DeleteChars(start, data.CursorPos - start);
  }
}

void FieldEditor::place_caret(ImGuiInputTextCallbackData& data) const {
  data.CursorPos = letter_under_pointer({data.Buf, static_cast<std::size_t>(data.BufTextLen)});
  data.SelectionStart = data.SelectionEnd = data.CursorPos;
}

int FieldEditor::letter_under_pointer(std::string_view text) const {
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  std::size_t begin = 0;
  for (float y = text_corner_.y + line_height_; y <= mouse.y; y += line_height_) {
    const auto end = text.find('\n', begin);
    if (end == text.npos) break;
    begin = end + 1;
  }
  const auto end = std::min(text.find('\n', begin), text.size());
  std::size_t best = begin;
  float nearest = std::abs(text_corner_.x - mouse.x);
  for (std::size_t at = begin + 1; at <= end; ++at) {
    if (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xc0) == 0x80) continue;
    const float x = text_corner_.x + ImGui::CalcTextSize(text.data() + begin, text.data() + at).x;
    if (std::abs(x - mouse.x) > nearest) break;
    nearest = std::abs(x - mouse.x);
    best = at;
  }
  return static_cast<int>(best);
}

}  // namespace quern::native
