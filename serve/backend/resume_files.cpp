#include "serve/backend/resume_files.hpp"

#include <charconv>

#include "core/api/decode.hpp"
#include "core/api/encode.hpp"
#include "serve/backend/list_parameters.hpp"
#include "serve/backend/upload_sink.hpp"
#include "serve/documents/markdown.hpp"
#include "serve/documents/plain_text.hpp"
#include "serve/documents/resume_layout.hpp"
#include "serve/http/error_answer.hpp"
#include "serve/http/file_answer.hpp"
#include "serve/http/url.hpp"

namespace quern::serve {
namespace {

constexpr std::string_view pdf_type = "application/pdf";
constexpr std::string_view doc_type = "application/msword";
constexpr int unreadable = 65;  // as document_tools.hpp says them
constexpr int wrong_type = 66;

// What a file is, by its first bytes: never by its name or by what was declared. "" for none of ours.
std::string_view type_of(std::string_view first) {
  if (first.substr(0, 1024).find("%PDF-") != std::string_view::npos) return pdf_type;
  if (first.starts_with("PK\x03\x04")) return content_type_of(ResumeFormat::docx);
  if (first.starts_with("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")) return doc_type;
  return {};
}

Response not_a_resume() { return error_answer(415, "wrong_type", "the file must be a PDF, DOC or DOCX"); }

Response unreadable_answer(std::string_view why) { return field_error_answer("file", "unreadable", why); }

Response tool_failed(const Error& error) {
  if (error.is(ErrorKind::timeout) || error.code == "too_large") {
    return unreadable_answer("the file is too large or too intricate to read");
  }
  auto answer = error.status >= 400 ? error_answer(error) : error_answer(500, "internal", "the file could not be read");
  answer.note = error.message;
  return answer;
}

ToolCommand command_for(std::vector<std::string> arguments, const std::string& path) {
  return {.arguments = std::move(arguments), .read_file = path};
}

// A line of what the tool said, if it is our own reader that says so.
std::string reason_of(const ToolOutput& output) {
  return output.error_text.substr(0, std::min<std::size_t>(output.error_text.find('\n'), 200));
}

Response answer_of(const Result<ToolOutput>& output) {
  if (!output) return tool_failed(output.error());
  if (output->status == unreadable) return unreadable_answer(reason_of(*output));
  if (output->status == wrong_type) return not_a_resume();
  if (output->status != 0) {
    auto answer = unreadable_answer("the file is damaged");
    answer.note = "reader ended with " + std::to_string(output->status);
    return answer;
  }
  const auto resume = decode<Resume>(output->output);  // a reader that was broken into is not believed
  if (!resume) return unreadable_answer("the file is damaged");
  return json_answer(200, encode(*resume));
}

// What pdftotext and antiword say of a file they cannot read.
Response foreign_failure(const ToolOutput& output) {
  const auto says = [&](std::string_view words) { return output.error_text.find(words) != std::string::npos; };
  if (says("Incorrect password") || says("ncrypted") || output.status == 3) {
    return unreadable_answer("the file is encrypted; save it without a password first");
  }
  if (says("is not a Word Document") || says("does not contain a Word document")) return not_a_resume();
  return unreadable_answer("the file is damaged");
}

Task<Response> read_by(ToolRunner* tools, std::vector<std::string> first, std::string source, std::string path) {
  auto text = co_await tools->run(command_for(std::move(first), path), {});
  if (!text) co_return tool_failed(text.error());
  if (text->status != 0) co_return foreign_failure(*text);
  ToolCommand second{.arguments = {"serve", "tool", "resume-read", std::move(source)},
                     .input = std::move(text->output)};
  co_return answer_of(co_await tools->run(std::move(second), {}));
}

// ?format=&language=&version=
struct ExportParameters {
  ResumeFormat format = ResumeFormat::pdf;
  std::optional<Language> language;
  std::optional<std::int64_t> version;
};

Result<ExportParameters> parse_parameters(std::string_view query) {
  const auto given = parse_query(query);
  if (!given)
    return fail(Error{
        .kind = ErrorKind::validation, .status = 400, .code = "bad_request", .message = "the query does not decode"});
  ExportParameters parameters;
  bool has_format = false;
  for (const auto& [name, value] : *given) {
    if (name == "format") {
      const auto format = parse_resume_format(value);
      if (!format) return fail(invalid_parameter("format", "must be md, txt, docx or pdf"));
      parameters.format = *format;
      has_format = true;
    } else if (name == "language") {
      parameters.language = parse_language(value);
      if (!parameters.language) return fail(invalid_parameter("language", "must be ru or en"));
    } else if (name == "version") {
      std::int64_t version = 0;
      const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), version);
      if (error != std::errc{} || end != value.data() + value.size()) {
        return fail(invalid_parameter("version", "must be a whole number"));
      }
      parameters.version = version;
    }
  }
  if (!has_format) return fail(invalid_parameter("format", "is required: md, txt, docx or pdf"));
  return parameters;
}

Response as_download(std::string bytes, const Resume& resume, ResumeFormat format) {
  const auto name = safe_filename(resume.contact_info.full_name + '.' + std::string{format_name(format)});
  return {.status = 200,
          .headers = {{"content-type", std::string{content_type_of(format)}},
                      {"content-disposition", content_disposition(name, true)},
                      {"cache-control", "no-store"}},
          .body = std::move(bytes)};
}

}  // namespace

BodyDecision ResumeFiles::receive(Call& call) {
  UploadRules rules{.file_bytes = max_resume_file};
  rules.judge = [](Upload& upload, std::string_view first) -> std::optional<Response> {
    const auto type = type_of(first);
    if (type.empty()) return not_a_resume();
    upload.file.content_type = type;
    return std::nullopt;
  };
  return UploadSink::open(call.request, files_, make_uuid(random_), std::move(rules));
}

// The upload is not kept: it goes with its sink, once the answer is made.
Task<std::optional<Response>> ResumeFiles::parse(std::shared_ptr<Call> call) {
  const auto& file = upload_of(call->request).upload().file;
  const auto path = files_.path(file.id);
  auto* const tools = &tools_;
  if (file.content_type == pdf_type) {
    co_return co_await read_by(tools, {"pdftotext", "-bbox-layout", "-enc", "UTF-8", "/dev/fd/3", "-"}, "pdf-boxes",
                               path);
  }
  if (file.content_type == doc_type) {
    co_return co_await read_by(tools, {"antiword", "-m", "UTF-8.txt", "-w", "0", "/dev/fd/3"}, "txt", path);
  }
  co_return answer_of(co_await tools->run(command_for({"serve", "tool", "resume-read", "docx"}, path), {}));
}

Task<std::optional<Response>> ResumeFiles::export_resume(std::shared_ptr<Call> call) {
  const auto parameters = parse_parameters(call->request.query());
  if (!parameters) co_return error_answer(parameters.error());
  const auto& owner = call->caller->user_id;
  const auto found = parameters->version ? store_.find(owner, *parameters->version) : store_.newest(owner);
  if (!found) co_return error_answer(404, "not_found", "there is no such resume");
  const auto language = parameters->language.value_or(language_of(found->resume));
  co_return co_await resume_file_answer(&tools_, found->resume, parameters->format, language);
}

Task<Response> resume_file_answer(ToolRunner* tools, Resume resume, ResumeFormat format, Language language) {
  if (format == ResumeFormat::markdown)
    co_return as_download(write_markdown(lay_out(resume, language)), resume, format);
  if (format == ResumeFormat::text) co_return as_download(write_plain_text(lay_out(resume, language)), resume, format);
  ToolCommand command{.arguments = {"serve", "tool", "resume-write", std::string{format_name(format)},
                                    std::string{language_name(language)}},
                      .input = encode(resume)};
  const auto output = co_await tools->run(std::move(command), {});
  if (output && output->status == 0) co_return as_download(output->output, resume, format);
  auto answer = output                         ? error_answer(500, "internal", "the document could not be written")
                : output.error().status >= 400 ? error_answer(output.error())
                                               : error_answer(500, "internal", "the document could not be written");
  answer.note = output ? "writer ended with " + std::to_string(output->status) + ": " + output->error_text
                       : output.error().message;
  co_return answer;
}

}  // namespace quern::serve
