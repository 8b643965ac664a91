// The dialog that makes or edits a project: what is typed in it, and what is known of the project beneath.
// Owned by App, not by a view: so a refused create, or a session that ended, loses nothing typed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/api/project.hpp"
#include "core/app/form_check.hpp"
#include "core/base/error.hpp"

namespace quern::app {

struct ProjectText {
  std::string name, description;
  bool operator==(const ProjectText&) const = default;
};

// Field by field, where the server has another text than the one typed.
struct TheirText {
  std::optional<std::string> name, description;
  explicit operator bool() const { return name || description; }
  bool operator==(const TheirText&) const = default;
};

struct ProjectForm {
  enum class Kind : std::uint8_t { create, edit };

  static ProjectForm create() { return {}; }
  static ProjectForm edit(const Project& project);
  // Opened again with what was refused, and why.
  static ProjectForm again(ProjectForm form, Error refusal);
  // What was edited is gone: the same text, to make a new project of.
  static ProjectForm anew(ProjectForm form);

  Problem name_problem() const;  // none until the field was left or the form submitted
  Problem description_problem() const;
  bool is_valid() const;
  bool would_lose_text() const { return text != base; }
  // The text to send: without spaces around it.
  ProjectText trimmed_text() const;

  // The project changed elsewhere while this was open: what is on the server joins the form as `theirs`; the text stays.
  // `current` is the server's word, without pending writes.
  void see(const Project& current);
  void take_theirs();
  void keep_mine();

  Kind kind = Kind::create;
  ProjectId id;           // of the project that is edited
  std::string client_id;  // the same, where it is not yet confirmed
  ProjectText text;       // as typed
  ProjectText base;       // as it was when the form opened
  std::int64_t base_version = 0;
  TheirText theirs;
  std::optional<Error> refusal;
  bool is_name_checked = false, is_description_checked = false;
  bool asks_to_discard = false;  // Escape was pressed over typed text
};

}  // namespace quern::app
