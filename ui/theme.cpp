#include "ui/theme.hpp"

namespace quern::ui {
namespace {

constexpr Theme dark{
    .is_dark = true,
    .surface_base = rgb(0x0d0e11),
    .surface = rgb(0x131418),
    .surface_sunken = rgb(0x0f1013),
    .surface_raised = rgb(0x1a1c21),
    .surface_overlay = rgb(0x212329),
    .surface_field = rgb(0x0f1013),
    .fill_hover = rgb(0x1d1f25),
    .fill_pressed = rgb(0x262931),
    .fill_selected = rgb(0x222a48),
    .fill_neutral = rgb(0x26282f),
    .fill_menu_hover = rgb(0x30333c),
    .segment = rgb(0x3a3d46),
    .border = rgb(0x26282f),
    .border_strong = rgb(0x363942),
    .border_control = rgb(0x6c707b),
    .text = rgb(0xecedf0),
    .text_muted = rgb(0xa6aab4),
    .text_faint = rgb(0x8f939e),
    .text_disabled = rgb(0x5d616b),
    .accent = rgb(0x435fe6),
    .accent_hover = rgb(0x4a67ee),
    .accent_pressed = rgb(0x3853cf),
    .on_accent = rgb(0xffffff),
    .accent_text = rgb(0xa5b6ff),
    .accent_soft = rgb(0x1e2540),
    .danger = rgb(0xc8333e),
    .danger_hover = rgb(0xd03a45),
    .danger_pressed = rgb(0xb02c37),
    .on_danger = rgb(0xffffff),
    .danger_text = rgb(0xff8f92),
    .danger_soft = rgb(0x331a1e),
    .success_text = rgb(0x5fcf9b),
    .success_soft = rgb(0x12291f),
    .warning_text = rgb(0xe8b45a),
    .warning_soft = rgb(0x2d2412),
    .focus_ring = rgb(0xa5b6ff),
    .selection = rgb(0x3c54b8),
    .search_hit = rgb(0x6b5410),
    .online = rgb(0x43bd82),
    .bubble_own = rgb(0x2f4388),
    .bubble_own_text = rgb(0xffffff),
    .bubble_own_muted = rgb(0xc3cdf6),
    .bubble_own_inset = rgb(0x263871),
    .bubble_other = rgb(0x1d1f25),
    .bubble_other_text = rgb(0xecedf0),
    .bubble_other_muted = rgb(0xa6aab4),
    .bubble_other_inset = rgb(0x2a2d35),
    .badge = rgb(0x435fe6),
    .on_badge = rgb(0xffffff),
    .badge_quiet = rgb(0x3a3d46),
    .on_badge_quiet = rgb(0xdfe1e6),
    .tooltip = rgb(0xe6e8ec),
    .on_tooltip = rgb(0x16181d),
    .skeleton = rgb(0x22242b),
    .skeleton_shine = rgb(0x2b2e36),
    .on_avatar = rgb(0xffffff),
    .scrim = rgb(0x040507, .64f),
    .shadow = rgb(0x000000),
    .shadow_strength = 1,
    .name = {rgb(0xff9aa2), rgb(0xf2b167), rgb(0xd3c25a), rgb(0x7ed492), rgb(0x62cfc9), rgb(0x83bdff), rgb(0xb7a6ff),
             rgb(0xf09ad6)},
    .avatar = {rgb(0x8c3b46), rgb(0x84531d), rgb(0x6a6118), rgb(0x2f6b41), rgb(0x1f6a68), rgb(0x2b5c94), rgb(0x5b4a9e),
               rgb(0x86407a)},
};

constexpr Theme light{
    .is_dark = false,
    .surface_base = rgb(0xf2f3f6),
    .surface = rgb(0xffffff),
    .surface_sunken = rgb(0xe9ecf2),
    .surface_raised = rgb(0xffffff),
    .surface_overlay = rgb(0xffffff),
    .surface_field = rgb(0xffffff),
    .fill_hover = rgb(0xf2f3f6),
    .fill_pressed = rgb(0xe6e8ee),
    .fill_selected = rgb(0xe3e9ff),
    .fill_neutral = rgb(0xeceef2),
    .fill_menu_hover = rgb(0xeef0f4),
    .segment = rgb(0xffffff),
    .border = rgb(0xe0e3ea),
    .border_strong = rgb(0xccd0d9),
    .border_control = rgb(0x7f8592),
    .text = rgb(0x16181d),
    .text_muted = rgb(0x535966),
    .text_faint = rgb(0x606672),
    .text_disabled = rgb(0xa2a7b2),
    .accent = rgb(0x3c58e0),
    .accent_hover = rgb(0x334cca),
    .accent_pressed = rgb(0x2a40b0),
    .on_accent = rgb(0xffffff),
    .accent_text = rgb(0x2f49c6),
    .accent_soft = rgb(0xeef1ff),
    .danger = rgb(0xcc323d),
    .danger_hover = rgb(0xb52832),
    .danger_pressed = rgb(0x9c1f29),
    .on_danger = rgb(0xffffff),
    .danger_text = rgb(0xb3202b),
    .danger_soft = rgb(0xfdecec),
    .success_text = rgb(0x14694a),
    .success_soft = rgb(0xe3f5ec),
    .warning_text = rgb(0x7d5200),
    .warning_soft = rgb(0xfdf2da),
    .focus_ring = rgb(0x3c58e0),
    .selection = rgb(0xbccaff),
    .search_hit = rgb(0xffe08a),
    .online = rgb(0x16915a),
    .bubble_own = rgb(0xd9e2ff),
    .bubble_own_text = rgb(0x16181d),
    .bubble_own_muted = rgb(0x47558a),
    .bubble_own_inset = rgb(0xc7d4fd),
    .bubble_other = rgb(0xffffff),
    .bubble_other_text = rgb(0x16181d),
    .bubble_other_muted = rgb(0x5b616d),
    .bubble_other_inset = rgb(0xeef0f4),
    .badge = rgb(0x3c58e0),
    .on_badge = rgb(0xffffff),
    .badge_quiet = rgb(0xd5d9e2),
    .on_badge_quiet = rgb(0x3a404c),
    .tooltip = rgb(0x202329),
    .on_tooltip = rgb(0xf4f5f7),
    .skeleton = rgb(0xe6e8ee),
    .skeleton_shine = rgb(0xf0f1f5),
    .on_avatar = rgb(0xffffff),
    .scrim = rgb(0x161a24, .40f),
    .shadow = rgb(0x161c2d),
    .shadow_strength = .36f,
    .name = {rgb(0xb3243c), rgb(0x96520a), rgb(0x6c6100), rgb(0x1c7038), rgb(0x0c6e6b), rgb(0x1f61a8), rgb(0x5a46b5),
             rgb(0x9c2f86)},
    .avatar = {rgb(0xb2475a), rgb(0xa2621f), rgb(0x7a7019), rgb(0x387f4e), rgb(0x247d7a), rgb(0x3871b3), rgb(0x6b59b8),
               rgb(0x9d4e90)},
};

// A cubic Bézier curve of CSS from (0,0) to (1,1): y where x is `share`.
float bezier(float share, float x1, float y1, float x2, float y2) {
  const auto at = [](float t, float a, float b) {
    const float u = 1 - t;
    return 3 * u * u * t * a + 3 * u * t * t * b + t * t * t;
  };
  if (share <= 0) return 0;
  if (share >= 1) return 1;
  float low = 0;
  float high = 1;
  for (int i = 0; i < 16; ++i) {
    const float middle = (low + high) / 2;
    (at(middle, x1, x2) < share ? low : high) = middle;
  }
  return at(low, y1, y2);
}

}  // namespace

const Theme& theme_of(ColourScheme scheme) { return scheme == ColourScheme::dark ? dark : light; }

Colour mixed(Colour from, Colour to, float share) {
  if (share <= 0) return from;
  if (share >= 1) return to;
  Colour result = 0;
  for (unsigned shift = 0; shift < 32; shift += 8) {
    const auto a = static_cast<float>(from >> shift & 0xff);
    const auto b = static_cast<float>(to >> shift & 0xff);
    result |= static_cast<Colour>(a + (b - a) * share + 0.5f) << shift;
  }
  return result;
}

std::size_t colour_index(std::string_view id) {
  std::uint32_t hash = 2166136261u;  // FNV-1a, then mixed: the last letter must reach the low bits
  for (const char c : id) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619u;
  hash ^= hash >> 15;
  hash *= 0x2c1b3c6du;
  return (hash >> 16) % 8;
}

std::array<Shadow, 2> shadows_of(Elevation elevation) {
  switch (elevation) {
    case Elevation::page: return {};
    case Elevation::card: return {{{1, 2, .32f}, {}}};
    case Elevation::menu: return {{{1, 2, .30f}, {6, 20, .42f}}};
    case Elevation::dialog: return {{{2, 6, .34f}, {20, 56, .60f}}};
  }
  return {};
}

namespace motion {
float ease_in(float share) { return bezier(share, 0.2f, 0, 0, 1); }
float ease_out(float share) { return bezier(share, 0.4f, 0, 1, 1); }
}  // namespace motion

}  // namespace quern::ui
