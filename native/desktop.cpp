#include "native/desktop.hpp"

#define GLFW_INCLUDE_NONE
#include <GLFW/glfw3.h>

#include <algorithm>
#include <cfloat>

#include "native/keyboard.hpp"
#include "ui/draw_hash.hpp"

namespace quern::native {
namespace {

using namespace std::chrono_literals;
constexpr float wake_step = 1.0F / 60.0F;  // after sleep the real step would make fades and delays jump
constexpr Duration least_frame = 7ms;      // where no screen holds us back
constexpr Duration longest_goodbye = 2s;

bool is_input_pending() {
  const auto& context = *ImGui::GetCurrentContext();
  return !context.InputEventsQueue.empty() || (context.ActiveId != 0 && ImGui::IsAnyMouseDown());
}

}  // namespace

Desktop::Desktop(const Options& options)
    : origin_(options.origin),
      history_(options.path),
      settings_(options.config / "settings"),
      window_(options.width, options.height, *this),
      network_(server_folder(options) / "cookies"),
      transport_(network_, scheduler_, options.origin),
      sockets_(network_, scheduler_, options.origin),
      platform_(window_, history_, settings_, options.origin) {
  if (window_.is_open()) open();
}

Desktop::~Desktop() {
  if (!application_) return;
  use_context();
  editor_.reset();
  focus_.reset();
  painter_.reset();
}

void Desktop::open() {
  application_.emplace(ui::Environment{.scheduler = scheduler_,
                                       .random = random_,
                                       .transport = transport_,
                                       .sockets = sockets_,
                                       .platform = platform_,
                                       .glyphs = glyphs_});
  context_ = ImGui::GetCurrentContext();
  auto& io = ImGui::GetPlatformIO();
  io.Platform_ClipboardUserData = this;
  io.Platform_SetClipboardTextFn = [](ImGuiContext*, const char* text) {
    static_cast<Desktop*>(ImGui::GetPlatformIO().Platform_ClipboardUserData)->window_.set_clipboard(text);
  };
  io.Platform_GetClipboardTextFn = [](ImGuiContext* context) -> const char* {
    context->ClipboardHandlerData.resize(0);
    const auto text = static_cast<Desktop*>(ImGui::GetPlatformIO().Platform_ClipboardUserData)->window_.clipboard();
    context->ClipboardHandlerData.resize(static_cast<int>(text.size()) + 1);
    std::ranges::copy(text, context->ClipboardHandlerData.begin());
    context->ClipboardHandlerData.back() = '\0';
    return context->ClipboardHandlerData.Data;
  };
  painter_.emplace();
  focus_.emplace(application_->semantics());
  editor_.emplace(application_->semantics(), *focus_, glyphs_);
}

// Another window of this process may have been at work.
void Desktop::use_context() {
  window_.make_current();
  ImGui::SetCurrentContext(context_);
}

void Desktop::run() {
  while (!window_.should_close()) turn(-1);
  application_->on_hide();
  finish_sending();
}

void Desktop::close_from_thread() {
  scheduler_.post_from_thread([this] { window_.close(); });
}

void Desktop::finish_sending() {
  const auto until = scheduler_.now() + longest_goodbye;
  scheduler_.run_due();
  while (!transport_.is_idle() && scheduler_.now() < until) {
    Window::wait(0.05);
    scheduler_.run_due();
  }
}

void Desktop::turn(double wait_for_s) {
  use_context();
  const double wait = seconds_to_wait(wait_for_s);
  if (wait == 0) {
    Window::poll();
  } else {
    Window::wait(wait);
  }
  use_context();
  scheduler_.run_due();
  const auto now = scheduler_.now();
  if (alarm_ && *alarm_ <= now) {
    alarm_.reset();
    is_running_on_ = true;
    request();
  }
  if (wants_frame_now() && window_.can_be_seen() && now - last_frame_ >= least_frame) frame();
}

// Negative: until something happens.
double Desktop::seconds_to_wait(double at_most) {
  const auto now = scheduler_.now();
  std::optional<Duration> due = scheduler_.next_due();
  const auto sooner = [&due](Duration other) {
    other = std::max(other, Duration::zero());
    due = std::min(due.value_or(other), other);
  };
  if (alarm_) sooner(*alarm_ - now);
  if (wants_frame_now() && window_.can_be_seen()) sooner(last_frame_ + least_frame - now);
  if (!due) return at_most;
  const double seconds = std::chrono::duration<double>(*due).count();
  return at_most < 0 ? seconds : std::min(seconds, at_most);
}

void Desktop::frame() {
  is_awake_ = false;
  if (platform_.take_frame_request()) pacer_.wake();
  alarm_.reset();
  const auto now = scheduler_.now();
  const auto size = window_.size();
  if (std::exchange(density_, size.density) != size.density) application_->on_fonts_changed();
  Painter::begin_frame(size);
  set_delta_time(now);
  application_->frame();
  focus_->follow();
  for (const auto& said : application_->semantics().take_announcements())
    static_cast<void>(said);  // nobody listens here
  set_pointer_shape();
  auto& picture = *ImGui::GetDrawData();
  if (ui::has_texture_work(picture)) pacer_.invalidate();
  const bool is_restless = application_->wants_frame() || application_->semantics().has_input() || is_input_pending();
  const auto verdict = pacer_.frame(ui::hash_draw_data(picture), is_restless);
  ++counters_.run;
  if (verdict.draw) {
    painter_->draw(picture, size);
    window_.show_picture();
    ++counters_.drawn;
  }
  is_running_on_ = verdict.again;
  is_awake_ = verdict.again;
  if (const auto next = application_->next_frame_in(); !verdict.again && next) alarm_ = scheduler_.now() + *next;
}

void Desktop::set_delta_time(TimePoint now) {
  const auto real = std::chrono::duration<float>(now - last_frame_).count();
  ImGui::GetIO().DeltaTime = is_running_on_ || !held_keys_.empty() ? std::max(real, 0.001F) : wake_step;
  last_frame_ = now;
}

void Desktop::set_pointer_shape() {
  const auto* node = application_->semantics().find(ImGui::GetCurrentContext()->HoveredId);
  auto shape = PointerShape::arrow;
  if (node != nullptr && node->role == ui::Role::link) shape = PointerShape::hand;
  if (editor_->is_under_pointer() || (node != nullptr && node->role == ui::Role::textbox)) shape = PointerShape::text;
  window_.set_pointer(shape);
}

Picture Desktop::picture() {
  use_context();
  const auto size = window_.size();
  painter_->draw(*ImGui::GetDrawData(), size);
  return Painter::read(size);
}

// --- what happens to the window

void Desktop::on_pointer(float x, float y) {
  ImGui::SetCurrentContext(context_);
  ImGui::GetIO().AddMousePosEvent(x, y);
  request();
}

void Desktop::on_pointer_gone() {
  if (ImGui::IsAnyMouseDown()) return;  // a drag goes on outside
  on_pointer(-FLT_MAX, -FLT_MAX);
}

void Desktop::on_button(int button, bool is_down) {
  if (button == GLFW_MOUSE_BUTTON_4 || button == GLFW_MOUSE_BUTTON_5) {
    if (is_down) travel(button == GLFW_MOUSE_BUTTON_4);
    return;
  }
  ImGui::SetCurrentContext(context_);
  if (button < ImGuiMouseButton_COUNT) ImGui::GetIO().AddMouseButtonEvent(button, is_down);
  request();
}

void Desktop::on_wheel(float x, float y) {
  ImGui::SetCurrentContext(context_);
  ImGui::GetIO().AddMouseWheelEvent(x, y);
  request();
}

void Desktop::on_key(int key, int scancode, int action, int modifiers) {
  ImGui::SetCurrentContext(context_);
  request();
  auto& io = ImGui::GetIO();
  const auto has = [modifiers](int modifier) { return (modifiers & modifier) != 0; };
  io.AddKeyEvent(ImGuiMod_Ctrl, has(GLFW_MOD_CONTROL));
  io.AddKeyEvent(ImGuiMod_Shift, has(GLFW_MOD_SHIFT));
  io.AddKeyEvent(ImGuiMod_Alt, has(GLFW_MOD_ALT));
  io.AddKeyEvent(ImGuiMod_Super, has(GLFW_MOD_SUPER));
  const ImGuiKey ours = key_of(key, scancode);
  if (action == GLFW_RELEASE) {
    held_keys_.erase(key);
    if (ours != ImGuiKey_None) io.AddKeyEvent(ours, false);
    return;
  }
  if (on_own_key(key, modifiers, action == GLFW_PRESS) || ours == ImGuiKey_None || action != GLFW_PRESS) return;
  // What writes a letter in a field is no shortcut there.
  const bool is_shortcut = has(GLFW_MOD_CONTROL) || has(GLFW_MOD_SUPER);
  const bool is_writing = ours == ImGuiKey_Slash || ours == ImGuiKey_Comma || ours == ImGuiKey_Space ||
                          (ours >= ImGuiKey_0 && ours <= ImGuiKey_9) || (ours >= ImGuiKey_A && ours <= ImGuiKey_Z);
  if (focus_->focused_field() != nullptr && is_writing && !is_shortcut) return;
  held_keys_.insert(key);
  io.AddKeyEvent(ours, true);
}

// Keys that a browser has for itself, or that the mirror's elements answer.
bool Desktop::on_own_key(int key, int modifiers, bool is_first) {
  const bool has_shift = (modifiers & GLFW_MOD_SHIFT) != 0, has_control = (modifiers & GLFW_MOD_CONTROL) != 0;
  const bool has_alt = (modifiers & GLFW_MOD_ALT) != 0;
  const bool is_plain = !has_control && !has_alt;
  switch (key) {
    case GLFW_KEY_TAB:
      if (is_plain) focus_->on_tab(has_shift);
      return true;
    case GLFW_KEY_ESCAPE: focus_->on_escape(); return true;
    case GLFW_KEY_ENTER:
    case GLFW_KEY_KP_ENTER:
      if (!is_first && focus_->focused_field() == nullptr) return true;  // pressed once
      if (!focus_->on_enter(has_shift) && focus_->focused_field() != nullptr) on_letter(U'\n');
      return true;
    case GLFW_KEY_SPACE: return is_plain && is_first && focus_->on_space();
    case GLFW_KEY_LEFT:
    case GLFW_KEY_RIGHT:
      if (has_alt && is_first) travel(key == GLFW_KEY_LEFT);
      return has_alt || focus_->on_arrow(key == GLFW_KEY_LEFT ? -1 : 1);
    case GLFW_KEY_UP:
    case GLFW_KEY_DOWN: return focus_->on_arrow(key == GLFW_KEY_UP ? -1 : 1);
    default: return false;
  }
}

// Letters go nowhere but into a field: "/" leads to the search, and must not be written there.
void Desktop::on_letter(char32_t code_point) {
  ImGui::SetCurrentContext(context_);
  if (focus_->focused_field() != nullptr) ImGui::GetIO().AddInputCharacter(code_point);
  request();
}

void Desktop::travel(bool is_back) {
  if (is_back ? !history_.back() : !history_.forward()) return;
  application_->on_location_changed();
  request();
}

void Desktop::on_size() {
  pacer_.invalidate();
  request();
}

void Desktop::on_damage() { on_size(); }

void Desktop::on_window_focus(bool is_focused) {
  if (!application_) return;
  ImGui::SetCurrentContext(context_);
  ImGui::GetIO().AddFocusEvent(is_focused);
  held_keys_.clear();
  if (is_focused) {
    platform_.read_system();
    application_->on_colour_scheme_changed();
  }
  application_->on_focus(is_focused);
  request();
}

}  // namespace quern::native
