// The formats a transcript is given in, by name.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/api/interview.hpp"

namespace quern::serve {

struct TranscriptFormat {
  std::string_view name;
  std::string_view content_type;
  // nullopt where the transcript has no times and the format needs them. Null: a child process writes it.
  std::optional<std::string> (*write)(const InterviewResult& result) = nullptr;
};

const TranscriptFormat* find_transcript_format(std::string_view name);

// What that child process is given on its stdin, as JSON.
struct TitledTranscript {
  std::string title;
  InterviewResult result;
};

}  // namespace quern::serve

template <> struct quern::Schema<quern::serve::TitledTranscript> {
  static constexpr schema::Field fields[] = {field<&serve::TitledTranscript::title>("title"),
                                             field<&serve::TitledTranscript::result>("result")};
  static constexpr schema::Table table{fields};
};
