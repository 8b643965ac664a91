// The hash of a picture before it is drawn: equal hashes draw equal pictures.
#pragma once

#include <cstdint>

struct ImDrawData;

namespace quern::ui {

std::uint64_t hash_draw_data(const ImDrawData& data);
// Must the backend be called whatever the hash: are there textures to make, update or destroy?
bool has_texture_work(const ImDrawData& data);

}  // namespace quern::ui
