// What an upload leaves behind: a whole file and its fields, or nothing; and of one in pieces, what came of it.
#include "serve/backend/upload_sink.hpp"

#include <gtest/gtest.h>

#include "serve/http/error_answer.hpp"
#include "serve/store/memory_files.hpp"
#include "tests/serve/multipart_body.hpp"

namespace quern::test {
namespace {

constexpr std::string_view id = "abcd-1";

class Uploads : public testing::Test {
 protected:
  std::shared_ptr<serve::UploadSink> open(serve::UploadRules rules = {.file_bytes = 1'000'000}) {
    serve::Request head{.headers = {{"content-type", std::string{form_type}}}};
    auto decision = serve::UploadSink::open(head, files, std::string{id}, std::move(rules));
    EXPECT_FALSE(decision.refusal);
    return std::static_pointer_cast<serve::UploadSink>(decision.sink);
  }

  // The status it was refused with, or 0.
  static int send(serve::BodySink& sink, std::string_view body, std::size_t piece = 7) {
    for (; !body.empty(); body.remove_prefix(std::min(piece, body.size()))) {
      if (const auto refusal = sink.write(body.substr(0, piece))) return refusal->status;
    }
    const auto refusal = sink.finish();
    return refusal ? refusal->status : 0;
  }

  std::string stored(const std::string& name = std::string{id}) {
    const auto source = files.open(name);
    if (!source) return "(none)";
    std::string bytes((*source)->size(), '\0');
    EXPECT_EQ((*source)->read(0, bytes), bytes.size());
    return bytes;
  }

  serve::MemoryFiles files;
};

TEST_F(Uploads, StoreTheFileAndTellItsFields) {
  const std::string bytes(50'000, 'x');
  {
    const auto sink = open();
    EXPECT_EQ(send(*sink, format_form({{"title", "Разговор"}}, {"../dir/заметки.txt", "text/plain", bytes}), 1'000), 0);

    const auto& upload = sink->upload();
    EXPECT_EQ(upload.fields.at("title"), "Разговор");
    EXPECT_EQ(upload.file.filename, "заметки.txt");
    EXPECT_EQ(upload.file.content_type, "text/plain");
    EXPECT_EQ(upload.file.size, bytes.size());
    sink->keep();
  }

  EXPECT_EQ(stored(), bytes);
}

TEST_F(Uploads, LeaveNoFileThatNobodyKeeps) {
  EXPECT_EQ(send(*open(), format_form({}, {})), 0);

  EXPECT_TRUE(files.ids().empty());
}

TEST_F(Uploads, LeaveNoFileWhenTheClientGoesInTheMiddle) {
  const auto body = format_form({}, {.bytes = std::string(20'000, 'x')});

  EXPECT_FALSE(open()->write(std::string_view{body}.substr(0, 15'000)));

  EXPECT_TRUE(files.ids().empty());
}

TEST_F(Uploads, AreJudgedByTheirFirstBytesBeforeAnythingIsWritten) {
  std::string seen;
  serve::UploadRules rules{.file_bytes = 1'000'000, .first_bytes = 8};
  rules.judge = [&](serve::Upload& upload, std::string_view first) -> std::optional<serve::Response> {
    seen = upload.fields["purpose"] + ':' + std::string{first};
    if (!first.starts_with("%PDF")) return serve::error_answer(415, "wrong_type", "not a PDF");
    upload.file.content_type = "application/pdf";
    return std::nullopt;
  };

  const auto refused = open(rules);
  EXPECT_EQ(send(*refused, format_form({{"purpose", "parse"}}, {.bytes = "MZ program"})), 415);
  EXPECT_EQ(seen, "parse:MZ progr");

  const auto tiny = open(rules);
  EXPECT_EQ(send(*tiny, format_form({{"purpose", "parse"}}, {.bytes = "MZ"})), 415);
  EXPECT_EQ(seen, "parse:MZ");

  const auto taken = open(rules);
  EXPECT_EQ(send(*taken, format_form({}, {"a.exe", "application/x-dosexec", "%PDF-1.7 and on"})), 0);
  EXPECT_EQ(taken->upload().file.content_type, "application/pdf");
  EXPECT_EQ(stored(), "%PDF-1.7 and on");
}

TEST_F(Uploads, AreRefusedWhenTheyAreTooLarge) {
  const serve::UploadRules rules{.file_bytes = 100, .field_bytes = 10, .first_bytes = 8};

  EXPECT_EQ(send(*open(rules), format_form({}, {.bytes = std::string(101, 'x')})), 413);
  EXPECT_EQ(send(*open(rules), format_form({{"title", "eleven byte"}}, {})), 413);
  EXPECT_EQ(send(*open(rules), format_form({{"title", "ten bytes!"}}, {.bytes = std::string(100, 'x')})), 0);
  EXPECT_TRUE(files.ids().empty());
}

TEST_F(Uploads, TakeOneFileWhereItIsMeant) {
  const auto file = format_form({}, {});
  const auto twice = file.substr(0, file.rfind("------quern7MA4YWxk--")) + file;

  EXPECT_EQ(send(*open(), format_form({}, {.name = "other"})), 422);
  EXPECT_EQ(send(*open(), twice), 422);
  EXPECT_EQ(send(*open(), "------quern7MA4YWxk--\r\n"), 422);
  EXPECT_EQ(send(*open(), file.substr(0, file.size() - 10)), 400);  // cut short
  EXPECT_EQ(send(*open(), format_form({{"title", "\xff"}}, {})), 400);
  EXPECT_TRUE(files.ids().empty());
}

TEST_F(Uploads, AreFormsAlone) {
  const serve::Request head{.headers = {{"content-type", "application/json"}}};

  const auto decision = serve::UploadSink::open(head, files, std::string{id}, {});

  ASSERT_TRUE(decision.refusal);
  EXPECT_EQ(decision.refusal->status, 415);
}

TEST_F(Uploads, SayWhenTheDiskIsFullAndLeaveNothing) {
  files.set_room(10'000);
  EXPECT_EQ(send(*open(), format_form({}, {.bytes = std::string(20'000, 'x')}), 4'000), 507);
  EXPECT_TRUE(files.ids().empty());

  files.set_room(UINT64_MAX);
  const auto again = open();
  EXPECT_EQ(send(*again, format_form({}, {.bytes = std::string(20'000, 'x')}), 4'000), 0);
  EXPECT_EQ(stored().size(), 20'000U);
}

// By which a repeat with the same Idempotency-Key is known.
TEST_F(Uploads, DeclareTheirNameSizeAndType) {
  const auto declared = [&](const Fields& fields, const FilePart& file) {
    const auto sink = open({.file_bytes = 100, .judge = [](serve::Upload& upload, std::string_view) {
                              upload.file.content_type = "as we judged it";
                              return std::optional<serve::Response>{};
                            }});
    EXPECT_EQ(send(*sink, format_form(fields, file)), 0);
    return sink->declared();
  };
  const auto first = declared({}, {"a.txt", "text/plain", "hello"});

  EXPECT_EQ(declared({{"title", "x"}}, {"a.txt", "text/plain", "HELLO"}), first);
  EXPECT_NE(declared({}, {"b.txt", "text/plain", "hello"}), first);
  EXPECT_NE(declared({}, {"a.txt", "text/html", "hello"}), first);
  EXPECT_NE(declared({}, {"a.txt", "text/plain", "hello!"}), first);
}

TEST_F(Uploads, InPiecesGoOnWhereTheLastOneEnded) {
  const auto append = [&](std::uint64_t offset) { return serve::AppendSink{files, "tus-1", offset}; };
  {
    auto first = append(0);
    EXPECT_FALSE(first.write("hello"));  // and then the client is gone
  }
  EXPECT_EQ(stored("tus-1"), "hello");

  EXPECT_EQ(
      [&] {
        auto ahead = append(7);
        return send(ahead, "x");
      }(),
      409);
  EXPECT_EQ(
      [&] {
        auto behind = append(0);
        return send(behind, "x");
      }(),
      409);
  auto next = append(5);
  EXPECT_EQ(send(next, ", world"), 0);
  EXPECT_EQ(next.size(), 12U);
  EXPECT_EQ(stored("tus-1"), "hello, world");
}

TEST_F(Uploads, InPiecesComeOneAtATime) {
  serve::AppendSink slow{files, "tus-1", 0};
  EXPECT_FALSE(slow.write("he"));

  serve::AppendSink impatient{files, "tus-1", 2};

  EXPECT_EQ(send(impatient, "llo"), 409);
  EXPECT_EQ(stored("tus-1"), "he");
}

}  // namespace
}  // namespace quern::test
