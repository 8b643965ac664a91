// What the page's JavaScript does for us (wasm/js/imports.js says how). Nobody else declares an import.
// Shape   text goes over as pointer and length, UTF-8; an answer that is text or bytes is left in the inbox, and its
//         length returned (-1: there is none).
#pragma once

#include <cstddef>
#include <cstdint>

extern "C" {
// Time and turns: each calls back once, quern_on_timer(), quern_on_turn(), quern_on_frame().
double quern_js_now();                     // ms, steady
double quern_js_wall_now();                // ms since 1970
void quern_js_set_timer(double delay_ms);  // replaces the one that was set
void quern_js_request_turn();
void quern_js_request_frame();
void quern_js_random(void* bytes, std::size_t size);

// Fractions, as JSON writes them.
double quern_js_parse_real(const char* digits, std::size_t size);
int quern_js_format_real(double number);

// HTTP: ends in one quern_on_fetch(). Headers are lines, name and value in turn.
void quern_js_fetch(std::uint32_t id, const char* method, std::size_t method_size, const char* path,
                    std::size_t path_size, const char* headers, std::size_t headers_size, const char* body,
                    std::size_t body_size, double timeout_ms);
void quern_js_abort_fetch(std::uint32_t id);

// Sockets: quern_on_socket_open() at most once, quern_on_socket_text(), and quern_on_socket_close() last, unless it was
// closed from here.
void quern_js_open_socket(std::uint32_t id, const char* path, std::size_t size);
void quern_js_send_socket(std::uint32_t id, const char* text, std::size_t size);
void quern_js_close_socket(std::uint32_t id);

// The other tabs: quern_on_tab_message() for each message of theirs.
void quern_js_open_tabs(const char* name, std::size_t size);
void quern_js_tell_tabs(const char* bytes, std::size_t size);
void quern_js_close_tabs();

// The page.
int quern_js_location();
void quern_js_set_location(const char* path, std::size_t size, int is_new_entry);
void quern_js_set_title(const char* title, std::size_t size);
void quern_js_set_language(const char* language, std::size_t size);
void quern_js_set_colours(int is_light, std::uint32_t background);
int quern_js_is_light();
int quern_js_is_motion_reduced();
int quern_js_is_touch();
int quern_js_languages();
int quern_js_utc_offset();
int quern_js_setting(const char* name, std::size_t name_size);
void quern_js_set_setting(const char* name, std::size_t name_size, const char* value, std::size_t value_size);
void quern_js_copy(const char* text, std::size_t size);
void quern_js_open(const char* url, std::size_t size);

// The canvas.
void quern_js_set_canvas_size(int width, int height);  // device pixels; clears it
void quern_js_usable();                                // the first frame a person can act on was drawn
void quern_js_prepare_painter();                       // again after a lost context: its textures are gone
void quern_js_make_texture(std::uint32_t id, int width, int height, const void* pixels);
void quern_js_change_texture(std::uint32_t id, int x, int y, int width, int height, const void* pixels, int pitch);
void quern_js_drop_texture(std::uint32_t id);
void quern_js_begin_picture(float width, float height);
void quern_js_draw_list(const void* vertices, std::size_t vertex_count, const void* indices, std::size_t index_count,
                        const std::int32_t* commands, std::size_t command_count);

// Letters. `weight` is 400 or 600, `size` CSS pixels.
void quern_js_font_metrics(int weight, float size, float* ascent_descent);
float quern_js_advance(int weight, float size, char32_t code_point);
float quern_js_pair_advance(int weight, float size, char32_t left, char32_t right);
// Draws into the inbox: RGBA, not premultiplied. `box` is width, height, left, top, is_coloured.
void quern_js_draw_glyph(int weight, float size, float density, char32_t code_point, float shift, std::int32_t* box);

// The mirror: applies a batch (mirror_batch.hpp says its shape).
void quern_js_mirror(const std::uint32_t* words, std::size_t count, const char* arena);
}
