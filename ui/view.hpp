// What every page is drawn with: the surface, the application behind it, and this frame's hooks.
//   void projects(View& view) {
//     const auto list = use(view, app::queries::project_list(view.app.api(), page));
// Owned by Application, one a frame.
#pragma once

#include <source_location>
#include <string>
#include <utility>

#include "core/app/app.hpp"
#include "core/query/hooks.hpp"
#include "ui/ui.hpp"

namespace quern::ui {

struct View {
  Ui& ui;
  app::App& app;
  query::Frame& queries;
  std::string title;        // of the page, for the window: what stands before “· Quern”
  bool is_in_front = true;  // the window is: what it shows is seen
  float kept_below = 0;     // how much of the window's bottom toasts keep free: a phone's bar, a composer

  void go(app::Route route) { app.router().go(std::move(route)); }
  // May a key without a field be a shortcut now: nobody types, and nothing lies over the page?
  bool takes_shortcuts() const;
};

// A hook's place: the innermost id and the line of the source.
std::uint64_t call_site(std::source_location where);

template <class T, class R>
query::QueryResult<R> use(View& view, query::QueryOptions<T, R> options,
                          std::source_location where = std::source_location::current()) {
  return query::use(view.queries, call_site(where), std::move(options));
}

}  // namespace quern::ui
