#include "core/api/interview.hpp"

namespace quern {
namespace {

constexpr auto any_time = std::numeric_limits<std::int64_t>::max();

constexpr schema::Field file_fields[] = {
    field<&InterviewFile::name>("name"),
    field<&InterviewFile::size>("size"),
    field<&InterviewFile::content_type>("content_type"),
    field<&InterviewFile::duration_ms>("duration_ms"),
};

constexpr schema::Field segment_fields[] = {
    field<&InterviewSegment::kind>("kind"),
    field<&InterviewSegment::start_ms>("start_ms"),
    field<&InterviewSegment::end_ms>("end_ms"),
};

constexpr schema::Field paragraph_fields[] = {
    field<&TranscriptParagraph::speaker>("speaker").length(1, max_speaker_length),
    field<&TranscriptParagraph::start_ms>("start_ms").range(0, any_time),
    field<&TranscriptParagraph::end_ms>("end_ms").range(0, any_time),
    field<&TranscriptParagraph::text>("text").length(1, max_paragraph_length),
};

constexpr schema::Field result_fields[] = {
    field<&InterviewResult::duration_ms>("duration_ms"),
    field<&InterviewResult::loudness_lufs>("loudness_lufs"),
    field<&InterviewResult::peak_db>("peak_db"),
    field<&InterviewResult::waveform>("waveform").or_default(),
    field<&InterviewResult::segments>("segments").or_default(),
    field<&InterviewResult::speech_share>("speech_share"),
    field<&InterviewResult::speakers>("speakers").or_default(),
    field<&InterviewResult::transcript>("transcript").or_default(),
    field<&InterviewResult::languages>("languages").or_default(),
};

constexpr schema::Field interview_fields[] = {
    field<&Interview::id>("id"),
    field<&Interview::client_id>("client_id"),
    field<&Interview::version>("version"),
    field<&Interview::project_id>("project_id"),
    field<&Interview::title>("title"),
    field<&Interview::status>("status"),
    field<&Interview::progress>("progress"),
    field<&Interview::error>("error"),
    field<&Interview::file>("file"),
    field<&Interview::result>("result"),
    field<&Interview::created_at>("created_at"),
    field<&Interview::updated_at>("updated_at"),
};

constexpr schema::Field patch_fields[] = {
    field<&InterviewPatch::title>("title").length(1, max_interview_title_length).not_null(),
};

constexpr schema::Field update_fields[] = {
    field<&TranscriptUpdate::paragraphs>("paragraphs").length(0, max_transcript_paragraphs),
};

constexpr schema::Field status_fields[] = {
    field<&InterviewStatusEvent::id>("id"),
    field<&InterviewStatusEvent::project_id>("project_id"),
    field<&InterviewStatusEvent::version>("version"),
    field<&InterviewStatusEvent::status>("status"),
    field<&InterviewStatusEvent::progress>("progress"),
};

constexpr schema::Field error_fields[] = {
    field<&InterviewErrorEvent::id>("id"),
    field<&InterviewErrorEvent::project_id>("project_id"),
    field<&InterviewErrorEvent::version>("version"),
    field<&InterviewErrorEvent::error>("error"),
};

constexpr schema::Field complete_fields[] = {
    field<&InterviewCompleteEvent::id>("id"),
    field<&InterviewCompleteEvent::project_id>("project_id"),
    field<&InterviewCompleteEvent::version>("version"),
    field<&InterviewCompleteEvent::result>("result"),
};

}  // namespace

const schema::Table Schema<InterviewFile>::table{file_fields};
const schema::Table Schema<InterviewSegment>::table{segment_fields};
const schema::Table Schema<TranscriptParagraph>::table{paragraph_fields};
const schema::Table Schema<InterviewResult>::table{result_fields};
const schema::Table Schema<Interview>::table{interview_fields};
const schema::Table Schema<InterviewPatch>::table{patch_fields};
const schema::Table Schema<TranscriptUpdate>::table{update_fields};
const schema::Table Schema<InterviewStatusEvent>::table{status_fields};
const schema::Table Schema<InterviewErrorEvent>::table{error_fields};
const schema::Table Schema<InterviewCompleteEvent>::table{complete_fields};

}  // namespace quern
