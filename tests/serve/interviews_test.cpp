// Recorded interviews as rules: uploaded, listed, read by a worker whose tools are scripted, corrected, exported, deleted.
#include <gtest/gtest.h>

#include "core/api/decode.hpp"
#include "core/api/encode.hpp"
#include "core/api/interview.hpp"
#include "tests/serve/multipart_body.hpp"
#include "tests/serve/rules_world.hpp"

namespace quern::test {
namespace {

using namespace std::chrono_literals;
using namespace std::string_view_literals;
using serve::ToolCommand;
using serve::ToolOutput;

constexpr std::string_view wav = "RIFF\x24\0\0\0WAVEfmt etc"sv;
constexpr std::string_view two_voices =
    R"({"transcript":[{"speaker":"Anna","start_ms":0,"end_ms":900,"text":"Hello."},)"
    R"({"speaker":"Boris","start_ms":900,"end_ms":2000,"text":"Hi."}],)"
    R"("speakers":["Anna","Boris"],"languages":["en"],"duration_ms":2000})";

Result<ToolOutput> measured(const ToolCommand& command) {
  for (const auto* line :
       {"out_time_us=1000000", "[silencedetect @ 0x1] silence_start: 0.5",
        "[silencedetect @ 0x1] silence_end: 1.5 | silence_duration: 1", "out_time_us=2000000",
        "[Parsed_ebur128_1 @ 0x1] Summary:", "    I:         -23.1 LUFS", "    Peak:       -3.5 dBFS"}) {
    command.on_line(line);
  }
  return ToolOutput{.output =
                        "frame:0\nlavfi.astats.Overall.Peak_level=-6.02\nframe:1\n"
                        "lavfi.astats.Overall.Peak_level=-inf\n"};
}

class Interviews : public testing::Test {
 protected:
  Interviews() {
    world.sign_up("owner@example.org");
    project = world.call("POST", "/api/projects", R"({"name":"Hiring"})").member("id");
    world.tools.script("ffprobe", R"({"streams":[{"codec_type":"audio"}],"format":{"duration":"2.0"}})");
    world.tools.script("ffmpeg", measured);
    world.tools.script("transcript", std::string{two_voices});
  }

  Answer upload(const Fields& fields = {}, const FilePart& file = {"talk.wav", "audio/wav", wav},
                const Fields& more = {}) {
    return world.upload("POST", "/api/interviews/projects/" + project + "/upload", form_type, format_form(fields, file),
                        more);
  }
  std::string upload_transcript() {
    return upload({}, {"talk.txt", "text/plain", "Anna: Hello.\nBoris: Hi."}).member("id");
  }
  Interview read(const std::string& id) {
    const auto answer = world.call("GET", "/api/interviews/" + id);
    EXPECT_EQ(answer.status, 200) << answer.body;
    auto interview = decode<Interview>(answer.body);
    return interview ? *interview : Interview{};
  }
  std::string project_member(std::string_view name) {
    return world.call("GET", "/api/projects/" + project).member(name);
  }

  RulesWorld world;
  std::string project;
};

TEST_F(Interviews, AreUploadedAndListedWithoutTheirResults) {
  const auto made = upload({{"title", "Разговор с Анной"}, {"client_id", "0F8FAD5B-d9cb-469f-a165-708677289501"}});
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(made.member("title"), "Разговор с Анной");
  EXPECT_EQ(made.member("client_id"), "0f8fad5b-d9cb-469f-a165-708677289501");
  EXPECT_EQ(made.member("status"), "uploaded");
  EXPECT_EQ(made.member("file.name"), "talk.wav");
  EXPECT_EQ(made.member("file.content_type"), "audio/wav");
  EXPECT_EQ(made.member("file.size"), std::to_string(wav.size()));
  world.clock.advance(1s);
  const auto second = upload();
  EXPECT_EQ(second.member("title"), "talk");

  const auto list = world.call("GET", "/api/interviews/projects/" + project);
  EXPECT_EQ(list.member("total"), "2");
  EXPECT_EQ(list.member("items.0.id"), second.member("id"));
  EXPECT_EQ(list.member("items.1.status"), "done");
  EXPECT_EQ(list.member("items.1.result"), "");
  EXPECT_EQ(world.call("GET", "/api/interviews/projects/" + project + "?search=АННОЙ").member("total"), "1");
  EXPECT_EQ(project_member("interview_count"), "2");
  EXPECT_EQ(project_member("version"), "3");
}

TEST_F(Interviews, AreRefusedByTheirFirstBytesAndKeepNoFile) {
  struct Case {
    const char* name;
    FilePart file;
    int status;
  };
  const std::vector<Case> cases = {
      {"a page", {"talk.html", "text/html", "<!doctype html><script>"}, 415},
      {"a page called sound", {"talk.mp3", "audio/mpeg", "<!doctype html><script>"}, 415},
      {"text called a film", {"talk.mp4", "video/mp4", "just some words"}, 415},
      {"a playlist", {"talk.m3u8", "application/vnd.apple.mpegurl", "#EXTM3U\n/etc/passwd"}, 415},
      {"a list of files", {"talk.ffconcat", "text/x", "ffconcat version 1.0\nfile /etc/passwd"}, 415},
      {"a program",
       {"talk.txt",
        "text/plain",
        {"\x7f"
         "ELF\2\1\1\0\0\0\0",
         11}},
       415},
      {"nothing", {"talk.wav", "audio/wav", ""}, 415},
      {"a zip", {"talk.zip", "application/zip", "PK\3\4rest"}, 415},
  };
  for (const auto& [name, file, status] : cases) {
    SCOPED_TRACE(name);
    const auto answer = upload({}, file);
    EXPECT_EQ(answer.status, status) << answer.body;
    EXPECT_EQ(answer.error_code(), "wrong_type");
  }
  EXPECT_EQ(upload({{"title", std::string(201, 'x')}}).status, 422);
  EXPECT_EQ(upload({{"client_id", "mine"}}).status, 422);
  EXPECT_EQ(project_member("interview_count"), "0");
  EXPECT_TRUE(world.files.ids().empty());
}

TEST_F(Interviews, AreOneForOneClientIdAndOneKey) {
  const Fields id = {{"client_id", "0f8fad5b-d9cb-469f-a165-708677289501"}};
  const auto first = upload(id);
  const auto second = upload(id);
  EXPECT_EQ(second.status, 200);
  EXPECT_EQ(second.member("id"), first.member("id"));
  EXPECT_EQ(world.files.ids().size(), 1U);

  const Fields key = {{"Idempotency-Key", "0f8fad5b-d9cb-469f-a165-708677289502"}};
  const auto third = upload({}, {"talk.wav", "audio/wav", wav}, key);
  const auto again = upload({}, {"talk.wav", "audio/wav", wav}, key);
  EXPECT_EQ(again.header("idempotency-replayed"), "true");
  EXPECT_EQ(again.member("id"), third.member("id"));
  EXPECT_EQ(upload({}, {"other.wav", "audio/wav", wav}, key).error_code(), "idempotency_mismatch");
  EXPECT_EQ(world.files.ids().size(), 2U);
}

TEST_F(Interviews, OfARecordingAreMeasured) {
  const auto interview = read(upload().member("id"));

  EXPECT_EQ(interview.status.value(), InterviewStatus::done);
  EXPECT_EQ(interview.file.duration_ms, 2000);
  ASSERT_TRUE(interview.result);
  const auto& result = *interview.result;
  EXPECT_EQ(result.loudness_lufs, -23.1);
  EXPECT_EQ(result.peak_db, -3.5);
  ASSERT_EQ(result.waveform.size(), 400U);
  EXPECT_EQ(result.waveform.front(), 50);
  EXPECT_EQ(result.waveform.back(), 0);
  EXPECT_EQ(result.segments,
            (std::vector<InterviewSegment>{
                {SegmentKind::speech, 0, 500}, {SegmentKind::silence, 500, 1500}, {SegmentKind::speech, 1500, 2000}}));
  EXPECT_EQ(result.speech_share, 0.5);
  EXPECT_TRUE(result.transcript.empty()) << "there is no transcriber";
}

TEST_F(Interviews, TellTheirOwnerHowFarTheyAre) {
  auto socket = world.open_socket();
  socket.resume();
  socket.take();

  upload();

  std::vector<std::string> names;
  for (const auto& frame : socket.take()) {
    const auto head = read_frame(frame);
    if (head->event == "interview:status") {
      const auto event = decode_event<InterviewStatusEvent>(frame);
      ASSERT_TRUE(event);
      names.push_back(std::string{event->status.text()} + ' ' + std::to_string(event->version));
    } else {
      names.push_back(head->event);
    }
  }
  EXPECT_EQ(names, (std::vector<std::string>{"project:updated", "uploaded 1", "processing 2", "interview:complete"}));
}

TEST_F(Interviews, TellProgressNotMoreOftenThanOnceASecond) {
  world.tools.script("ffmpeg", [this](const ToolCommand& command) -> Result<ToolOutput> {
    for (int i = 1; i <= 20; ++i) {
      command.on_line("out_time_us=" + std::to_string(i * 100'000));
      world.clock.advance(200ms);
    }
    return ToolOutput{};
  });
  auto socket = world.open_socket();
  socket.resume();
  socket.take();

  upload();

  std::vector<double> progress;
  for (const auto& frame : socket.take()) {
    if (read_frame(frame)->event != "interview:status") continue;
    if (const auto event = decode_event<InterviewStatusEvent>(frame); event->progress)
      progress.push_back(*event->progress);
  }
  EXPECT_EQ(progress, (std::vector<double>{0, 0.3, 0.55, 0.8}));
}

TEST_F(Interviews, ThatFailSayWhyAndMayBeReadAgain) {
  world.tools.script("ffprobe", [](const ToolCommand&) -> Result<ToolOutput> {
    return ToolOutput{.status = 1, .output = "{}", .error_text = "moov atom not found"};
  });
  const auto id = upload().member("id");
  auto interview = read(id);
  EXPECT_EQ(interview.status.value(), InterviewStatus::error);
  EXPECT_EQ(interview.error, "the file is damaged or cut short: it cannot be opened as a recording");
  EXPECT_FALSE(interview.progress);

  world.tools.script("ffprobe", R"({"streams":[{"codec_type":"audio"}],"format":{"duration":"2.0"}})");
  const auto retried = world.call("POST", "/api/interviews/" + id + "/retry");
  EXPECT_EQ(retried.status, 200);
  EXPECT_EQ(retried.member("status"), "uploaded");
  interview = read(id);
  EXPECT_EQ(interview.status.value(), InterviewStatus::done);
  EXPECT_FALSE(interview.error);
  EXPECT_EQ(world.call("POST", "/api/interviews/" + id + "/retry").status, 409) << "it did not fail";
}

TEST_F(Interviews, ExplainEachWayAToolMayEnd) {
  struct Case {
    Result<ToolOutput> outcome;
    std::string error;
  };
  const std::vector<Case> cases = {
      {fail(ErrorKind::timeout, "x"), "reading the file took too long, and was ended"},
      {fail(Error{.kind = ErrorKind::validation, .code = "too_large", .message = "the file has too much in it"}),
       "the file has too much in it"},
      {fail(ErrorKind::server, "no fork"), "the server could not read the file: no fork"},
      {ToolOutput{.status = 139}, "the file is damaged or cut short: it cannot be opened as a recording"},
      {ToolOutput{.output = "not json"}, "the file is damaged or cut short: it cannot be opened as a recording"},
      {ToolOutput{.output = R"({"streams":[{"codec_type":"video"}]})"}, "there is no sound in the recording"},
  };
  for (const auto& [outcome, error] : cases) {
    world.tools.script("ffprobe", [&outcome](const ToolCommand&) { return outcome; });
    EXPECT_EQ(read(upload().member("id")).error, error);
  }
}

TEST_F(Interviews, OfATranscriptAreItsParagraphs) {
  const auto interview = read(upload_transcript());
  ASSERT_TRUE(interview.result);
  EXPECT_EQ(interview.result->speakers, (std::vector<std::string>{"Anna", "Boris"}));
  EXPECT_EQ(interview.result->transcript.size(), 2U);
  EXPECT_EQ(world.tools.commands.back().arguments,
            (std::vector<std::string>{"serve", "tool", "transcript", "text/plain"}));

  world.tools.script("transcript", [](const ToolCommand&) -> Result<ToolOutput> {
    return ToolOutput{.status = 65, .error_text = "there is nothing to read in the transcript\n"};
  });
  EXPECT_EQ(read(upload_transcript()).error, "there is nothing to read in the transcript");
}

TEST_F(Interviews, HaveATranscriptThatCanBeCorrected) {
  const auto id = upload_transcript();
  const auto path = "/api/interviews/" + id + "/transcript";
  const auto version = world.call("GET", "/api/interviews/" + id).header("etag");
  const auto* better = R"({"paragraphs":[{"speaker":"Анна","start_ms":0,"end_ms":900,"text":"Здравствуйте."}]})";

  EXPECT_EQ(world.call("PUT", path, better).status, 400) << "without If-Match";
  const auto saved = world.call("PUT", path, better, {{"If-Match", version}});
  EXPECT_EQ(saved.status, 200) << saved.body;
  const auto interview = read(id);
  EXPECT_EQ(interview.result->speakers, (std::vector<std::string>{"Анна"}));
  EXPECT_EQ(interview.result->languages, (std::vector<std::string>{"ru"}));
  const auto stale = world.call("PUT", path, better, {{"If-Match", version}});
  EXPECT_EQ(stale.status, 409);
  EXPECT_EQ(stale.error_code(), "stale_version");
  EXPECT_EQ(stale.member("version"), std::to_string(interview.version));
  EXPECT_EQ(world.call("PUT", path, R"({"paragraphs":[{"text":""}]})", {{"If-Match", version}}).status, 422);
}

TEST_F(Interviews, GiveTheirTranscriptAsAFile) {
  const auto path = "/api/interviews/" + upload_transcript() + "/transcript";

  const auto text = world.call("GET", path);
  EXPECT_EQ(text.body, "[00:00:00] Anna: Hello.\n\n[00:00:00] Boris: Hi.\n");
  EXPECT_EQ(text.header("content-type"), "text/plain; charset=utf-8");
  EXPECT_NE(text.header("content-disposition").find("attachment; filename=\"talk.txt\""), std::string::npos);
  EXPECT_EQ(world.call("GET", path + "?format=srt").body,
            "1\n00:00:00,000 --> 00:00:00,900\nAnna: Hello.\n\n2\n00:00:00,900 --> 00:00:02,000\nBoris: Hi.\n\n");
  EXPECT_EQ(world.call("GET", path + "?format=vtt").body,
            "WEBVTT\n\n00:00:00.000 --> 00:00:00.900\n<v Anna>Hello.\n\n00:00:00.900 --> 00:00:02.000\n<v Boris>Hi.\n");
  EXPECT_EQ(world.call("GET", path + "?format=pdf").status, 422);
  EXPECT_EQ(world.call("GET", "/api/interviews/" + upload().member("id") + "/transcript").status, 404);

  world.tools.script("transcript", R"({"transcript":[{"text":"No times."}]})");
  EXPECT_EQ(world.call("GET", "/api/interviews/" + upload_transcript() + "/transcript?format=srt").status, 422);
}

TEST_F(Interviews, GiveTheirFileInRanges) {
  const auto path = "/api/interviews/" + upload().member("id") + "/file";
  const auto all = world.call("GET", path);
  EXPECT_EQ(all.status, 200);
  EXPECT_EQ(all.header("content-type"), "audio/wav");
  const auto part = world.call("GET", path, {}, {{"Range", "bytes=8-11"}});
  EXPECT_EQ(part.status, 206);
  EXPECT_EQ(part.header("content-range"), "bytes 8-11/" + std::to_string(wav.size()));
  EXPECT_EQ(world.call("GET", path, {}, {{"If-None-Match", all.header("etag")}}).status, 304);
}

TEST_F(Interviews, AreRenamed) {
  const auto id = upload().member("id");
  const auto before = read(id).version;
  const auto renamed = world.call("PATCH", "/api/interviews/" + id, R"({"title":"Second round"})");
  EXPECT_EQ(renamed.member("title"), "Second round");
  EXPECT_EQ(renamed.member("version"), std::to_string(before + 1));
  EXPECT_EQ(world.call("PATCH", "/api/interviews/" + id, R"({"title":"Second round"})").member("version"),
            std::to_string(before + 1));
  EXPECT_EQ(world.call("PATCH", "/api/interviews/" + id, R"({"title":""})").status, 422);
}

TEST_F(Interviews, TakeTheirFileWithThem) {
  const auto id = upload().member("id");
  ASSERT_EQ(world.files.ids().size(), 1U);
  EXPECT_EQ(world.call("DELETE", "/api/interviews/" + id).status, 204);
  EXPECT_TRUE(world.files.ids().empty());
  EXPECT_EQ(world.call("GET", "/api/interviews/" + id).status, 404);
  EXPECT_EQ(project_member("interview_count"), "0");

  upload();
  upload_transcript();
  EXPECT_EQ(world.call("DELETE", "/api/projects/" + project).status, 204);
  EXPECT_TRUE(world.files.ids().empty());
}

TEST_F(Interviews, OfAnotherAreAsGoodAsNone) {
  const auto id = upload().member("id");
  world.sign_up("other@example.org");
  EXPECT_EQ(world.call("GET", "/api/interviews/" + id).status, 404);
  EXPECT_EQ(world.call("GET", "/api/interviews/" + id + "/file").status, 404);
  EXPECT_EQ(world.call("GET", "/api/interviews/projects/" + project).status, 404);
  EXPECT_EQ(upload().status, 404);
  EXPECT_EQ(world.call("DELETE", "/api/interviews/" + id).status, 404);
  EXPECT_EQ(world.call("DELETE", "/api/projects/" + project).status, 404);
  EXPECT_EQ(world.files.ids().size(), 1U);
}

TEST_F(Interviews, AreReadOneAfterTheOther) {
  world.tools.is_held = true;
  const auto first = upload().member("id");
  const auto second = upload().member("id");
  EXPECT_EQ(read(first).status.value(), InterviewStatus::processing);
  EXPECT_EQ(read(second).status.value(), InterviewStatus::uploaded);
  world.tools.release();
  world.clock.settle();
  EXPECT_EQ(read(first).status.value(), InterviewStatus::done);
  EXPECT_EQ(read(second).status.value(), InterviewStatus::done);
}

TEST_F(Interviews, ThatAreDeletedWhileTheyAreReadStopIt) {
  world.tools.is_held = true;
  const auto first = upload().member("id");
  const auto second = upload().member("id");
  EXPECT_EQ(world.call("DELETE", "/api/interviews/" + first).status, 204);
  world.tools.release();
  world.clock.settle();
  EXPECT_EQ(world.call("GET", "/api/interviews/" + first).status, 404);
  EXPECT_EQ(read(second).status.value(), InterviewStatus::done);
}

TEST_F(Interviews, ThatWereBeingReadBeginAgainAfterARestart) {
  world.tools.is_held = true;
  const auto id = upload().member("id");
  ASSERT_EQ(read(id).status.value(), InterviewStatus::processing);
  world.restart();
  world.clock.settle();
  EXPECT_EQ(read(id).status.value(), InterviewStatus::processing);
  world.tools.release();
  world.clock.settle();
  EXPECT_EQ(read(id).status.value(), InterviewStatus::done);
}

// A crash leaves the row as it was when the file took the program down with it.
TEST_F(Interviews, ThatEndTheProgramThreeTimesAreGivenUp) {
  world.tools.is_held = true;
  const auto id = upload().member("id");
  for (int tries = 1; tries < 3; ++tries) {
    auto stored = world.store->interviews.find(InterviewId{id});
    ASSERT_EQ(stored->attempts, tries);
    world.restart();
    stored->interview.status = InterviewStatus::uploaded;
    world.store->interviews.update(*stored);  // with the try that a restart in order would take back
    world.clock.settle();
  }
  auto stored = world.store->interviews.find(InterviewId{id});
  world.restart();
  stored->interview.status = InterviewStatus::uploaded;
  world.store->interviews.update(*stored);
  world.clock.settle();
  const auto interview = read(id);
  EXPECT_EQ(interview.status.value(), InterviewStatus::error);
  EXPECT_NE(interview.error->find("begun 3 times"), std::string::npos) << *interview.error;
}

class Transcribed : public Interviews {};

TEST_F(Transcribed, RecordingsHaveWhatTheTranscriberWrote) {
  serve::BackendOptions options;
  options.interview_worker.reader.transcriber.command = {"whisper", "--file={}"};
  RulesWorld other{options};
  std::swap(other.tools, world.tools);
  other.sign_up("owner@example.org");
  const auto id_of = [&](const Answer& answer) { return answer.member("id"); };
  const auto at = id_of(other.call("POST", "/api/projects", R"({"name":"Hiring"})"));
  const auto send = [&] {
    return id_of(other.upload("POST", "/api/interviews/projects/" + at + "/upload", form_type,
                              format_form({}, {"talk.wav", "audio/wav", wav})));
  };
  other.tools.script("whisper", R"({"segments":[{"start":0,"end":1.5,"text":" Hello there.","speaker":"Anna"}]})");
  other.tools.script("ffmpeg", [](const ToolCommand& command) {
    return command.on_line ? measured(command) : Result<ToolOutput>{ToolOutput{}};
  });

  auto interview = decode<Interview>(other.call("GET", "/api/interviews/" + send()).body);
  ASSERT_TRUE(interview && interview->result) << interview->error.value_or("");
  EXPECT_EQ(interview->result->loudness_lufs, -23.1);
  EXPECT_EQ(interview->result->transcript, (std::vector<TranscriptParagraph>{{"Anna", 0, 1500, "Hello there."}}));
  EXPECT_EQ(other.tools.commands.back().confinement, serve::Confinement::operators_own);
  EXPECT_EQ(other.files.ids().size(), 1U) << "the sound that was made for it is gone";

  other.tools.script("whisper", [](const ToolCommand&) -> Result<ToolOutput> { return ToolOutput{.status = 2}; });
  EXPECT_EQ(other.call("GET", "/api/interviews/" + send()).member("error"), "the transcriber failed with status 2");
  other.tools.script("whisper", "");
  EXPECT_EQ(other.call("GET", "/api/interviews/" + send()).member("status"), "done") << "nobody spoke";
}

}  // namespace
}  // namespace quern::test
