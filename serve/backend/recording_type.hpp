// What an uploaded interview is, by its first bytes: sound, video, or a transcript. What it is called and declared as only
// decides where the bytes leave it open (sound or video in one container; text of which kind).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "serve/backend/interview_store.hpp"

namespace quern::serve {

struct RecordingType {
  RecordingKind kind = RecordingKind::media;
  std::string content_type;
};

// nullopt for what we do not read.
std::optional<RecordingType> recording_type(std::string_view first_bytes, std::string_view filename,
                                            std::string_view declared_type);

// One sentence for the person who chose another file.
inline constexpr std::string_view recording_types_text =
    "the file must be sound, video, or a transcript (txt, md, srt, vtt, docx)";

}  // namespace quern::serve
