// Quern as a window of its own (--help).
#include <cstdio>
#include <span>

#include "native/desktop.hpp"
#include "native/end_signals.hpp"

int main(int count, char** arguments) {
  using namespace quern::native;
  const auto options =
      parse_options(std::span<const char* const>(arguments, static_cast<std::size_t>(count)).subspan(1));
  if (!options) {
    std::fprintf(stderr, "quern-desktop: %s\n", options.error().c_str());
    return 2;
  }
  if (options->wants_help) {
    std::fputs(help_text().data(), stdout);
    return 0;
  }
  EndSignals::block();
  Desktop desktop(*options);
  if (!desktop.is_open()) {
    std::fputs("quern-desktop: there is no window to draw in: it needs a display, and OpenGL 3\n", stderr);
    return 1;
  }
  const EndSignals signals([&desktop] { desktop.close_from_thread(); });
  desktop.run();
}
