// Real recordings and documents, read by the real tools in their child processes; the media is made here by ffmpeg.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <cmath>
#include <fstream>
#include <future>
#include <thread>

#include "core/api/decode.hpp"
#include "core/api/interview.hpp"
#include "serve/backend/media_report.hpp"
#include "serve/runtime/loop_thread.hpp"
#include "serve/runtime/tool_pool.hpp"
#include "tests/serve/multipart_body.hpp"
#include "tests/serve/serve_process.hpp"
#include "tests/serve/server_world.hpp"

namespace quern::test {
namespace {

using namespace std::chrono_literals;

std::string read_file(const std::string& path) {
  std::ifstream file{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, {}};
}

// A person with one project, and what they do with it.
class Uploader {
 public:
  explicit Uploader(std::uint16_t port, bool is_known = false) : browser_(port) {
    if (is_known)
      browser_.sign_in("a@example.org");
    else
      browser_.sign_up("a@example.org");
  }
  Answer upload(const FilePart& file) {
    if (project_.empty()) project_ = browser_.create_project("Hiring");
    auto fields = browser_.headers("POST");
    fields.emplace_back("Content-Type", form_type);
    Connection connection{browser_.port()};
    connection.write(format_request("POST", "/api/interviews/projects/" + project_ + "/upload", browser_.port(), fields,
                                    format_form({}, file)));
    return connection.read_answer();
  }
  Interview get(const std::string& id) {
    auto interview = decode<Interview>(browser_.get("/api/interviews/" + id).body);
    return interview ? *interview : Interview{};
  }
  // Once it is read, or failed.
  Interview wait_for(const std::string& id) {
    const auto deadline = std::chrono::steady_clock::now() + 60s;
    while (std::chrono::steady_clock::now() < deadline) {
      auto interview = get(id);
      const auto status = interview.status.value();
      if (status == InterviewStatus::done || status == InterviewStatus::error) return interview;
      std::this_thread::sleep_for(20ms);  // between two looks
    }
    ADD_FAILURE() << "the interview is not read";
    return {};
  }
  Interview read(const FilePart& file) {
    const auto made = upload(file);
    EXPECT_EQ(made.status, 201) << made.body;
    return wait_for(made.member("id"));
  }
  Browser& browser() { return browser_; }

 private:
  Browser browser_;
  std::string project_;
};

class Media : public testing::Test {
 protected:
  // What ffmpeg makes of these words, as bytes.
  std::string make(const std::string& words, const std::string& name) const {
    const auto path = folder.path(name);
    const auto command = "ffmpeg -v error -y " + words + ' ' + path;
    EXPECT_EQ(std::system(command.c_str()), 0) << command;
    return read_file(path);
  }
  // Three seconds of a tone, two of silence, three of a tone, at 1/8 of full scale.
  std::string spoken(const std::string& coding, const std::string& name) const {
    return make(
        "-f lavfi -i sine=997:d=3:r=48000 -f lavfi -i anullsrc=r=48000:cl=mono:d=2 -f lavfi -i sine=997:d=3:r=48000 "
        "-filter_complex '[0][1][2]concat=n=3:v=0:a=1' " +
            coding,
        name);
  }
  TemporaryFolder folder;
};

class Recordings : public Media {
 protected:
  ServerWorld world;
  Uploader person{world.port()};
};

void expect_spoken(const Interview& interview, std::int64_t slack_ms) {
  ASSERT_TRUE(interview.result) << interview.error.value_or("no error");
  const auto& result = *interview.result;
  EXPECT_NEAR(static_cast<double>(result.duration_ms.value_or(0)), 8000, static_cast<double>(slack_ms));
  ASSERT_EQ(result.segments.size(), 3U);
  EXPECT_EQ(result.segments[1].kind, SegmentKind::silence);
  EXPECT_NEAR(static_cast<double>(result.segments[1].start_ms), 3000, static_cast<double>(slack_ms));
  EXPECT_NEAR(static_cast<double>(result.segments[1].end_ms), 5000, static_cast<double>(slack_ms));
  EXPECT_NEAR(result.speech_share.value_or(0), 0.75, 0.02);
  // A sine of 1/8 is -18.06 dBFS, its power -21.07, and R128 weighs 997 Hz as it is.
  EXPECT_NEAR(result.loudness_lufs.value_or(0), -21.1, 1);
  EXPECT_NEAR(result.peak_db.value_or(0), -18.06, 2);  // a coder overshoots
  ASSERT_EQ(result.waveform.size(), 400U);
  EXPECT_NEAR(result.waveform[50], 13, 2);
  EXPECT_LE(result.waveform[200], 1);
  EXPECT_NEAR(result.waveform[350], 13, 2);
}

TEST_F(Recordings, OfEachKindAreMeasured) {
  struct Case {
    const char* name;
    const char* coding;
    const char* type;
    std::int64_t slack_ms;
  };
  const std::vector<Case> cases = {
      {"a.wav", "", "audio/wav", 30},
      {"a.flac", "", "audio/flac", 30},
      {"a.mp3", "-b:a 96k", "audio/mpeg", 120},
      {"a.m4a", "-c:a aac", "audio/mp4", 120},
      {"a.ogg", "-c:a libopus", "audio/ogg", 120},
      {"a.webm", "-c:a libopus", "audio/webm", 120},
      {"a.mkv", "-c:a pcm_s16le", "video/x-matroska", 60},
  };
  for (const auto& [name, coding, type, slack_ms] : cases) {
    SCOPED_TRACE(name);
    const auto interview =
        person.read({name, std::string_view{name}.ends_with("webm") ? "audio/webm" : "x/y", spoken(coding, name)});
    EXPECT_EQ(interview.file.content_type, type);
    expect_spoken(interview, slack_ms);
  }
}

TEST_F(Recordings, OfVideoAreHeard) {
  const auto film = make(
      "-f lavfi -i testsrc=d=2:s=64x48:r=5 -f lavfi -i sine=440:d=2 -c:v mpeg4 -c:a aac -movflags +faststart", "a.mp4");
  const auto interview = person.read({"a.mp4", "video/mp4", film});
  ASSERT_TRUE(interview.result) << interview.error.value_or("");
  EXPECT_NEAR(static_cast<double>(*interview.result->duration_ms), 2000, 120);
  EXPECT_EQ(interview.result->segments.size(), 1U);

  const auto silent_film = make("-f lavfi -i testsrc=d=1:s=64x48:r=5 -c:v mpeg4", "b.mp4");
  EXPECT_EQ(person.read({"b.mp4", "video/mp4", silent_film}).error, "there is no sound in the recording");
}

TEST_F(Recordings, OfNothingButSilenceHaveNoLoudness) {
  const auto interview = person.read({"a.wav", "audio/wav", make("-f lavfi -i anullsrc=r=16000:cl=mono:d=3", "a.wav")});
  ASSERT_TRUE(interview.result) << interview.error.value_or("");
  EXPECT_FALSE(interview.result->loudness_lufs);
  EXPECT_FALSE(interview.result->peak_db);
  EXPECT_EQ(interview.result->speech_share, 0);
  ASSERT_EQ(interview.result->segments.size(), 1U);
  EXPECT_EQ(interview.result->segments[0].kind, SegmentKind::silence);
}

TEST_F(Recordings, ThatAreCutShortSaySoOrGiveWhatIsThere) {
  const auto film = make("-f lavfi -i sine=440:d=20 -c:a aac", "a.m4a");  // its index is at the end
  EXPECT_EQ(person.read({"a.m4a", "audio/mp4", std::string_view{film}.substr(0, film.size() / 2)}).error,
            "the file is damaged or cut short: it cannot be opened as a recording");

  const auto sound = spoken("", "b.wav");
  const auto half = person.read({"b.wav", "audio/wav", std::string_view{sound}.substr(0, sound.size() / 2)});
  ASSERT_TRUE(half.result) << half.error.value_or("");
  EXPECT_NEAR(static_cast<double>(*half.result->duration_ms), 4000, 50);

  auto noise = make("-f lavfi -i anoisesrc=d=2 -c:a flac", "c.flac");
  for (std::size_t i = 100; i < noise.size(); ++i) noise[i] = static_cast<char>(i * 7919 >> 3);
  EXPECT_NE(person.read({"c.flac", "audio/flac", noise}).status.value(), InterviewStatus::processing);
  EXPECT_EQ(person.read({"d.mp3", "audio/mpeg", "ID3\4 this is not sound at all"}).status.value(),
            InterviewStatus::error);
}

TEST_F(Recordings, OfWordsAreParagraphsAndComeBackFromADocument) {
  const auto text =
      person.read({"a.txt", "text/plain", "[00:00:05] Интервьюер: Почему?\n[00:01:10] Кандидат: Потому.\n"});
  ASSERT_TRUE(text.result) << text.error.value_or("");
  EXPECT_EQ(text.result->speakers, (std::vector<std::string>{"Интервьюер", "Кандидат"}));
  EXPECT_EQ(text.result->languages, (std::vector<std::string>{"ru"}));

  const auto document = person.browser().get("/api/interviews/" + text.id.text + "/transcript?format=docx");
  ASSERT_EQ(document.status, 200) << document.body << world.log.text();
  ASSERT_TRUE(document.body.starts_with("PK"));
  const auto again = person.read({"a.docx", "", document.body});
  ASSERT_TRUE(again.result) << again.error.value_or("");
  ASSERT_EQ(again.result->transcript.size(), 3U) << "the title, and the two";
  EXPECT_EQ(again.result->transcript[0].text, "a");
  EXPECT_EQ((std::vector<TranscriptParagraph>{again.result->transcript.begin() + 1, again.result->transcript.end()}),
            text.result->transcript);
}

TEST_F(Recordings, ThatAreADocumentMadeToBreakItsReaderFailInTheirChild) {
  const auto bomb = folder.path("bomb.docx");
  const auto script =
      "python3 -c \"import zipfile; z = zipfile.ZipFile('" + bomb + "', 'w', zipfile.ZIP_DEFLATED); " +
      "z.writestr('[Content_Types].xml', '<Types/>'); z.writestr('word/document.xml', b' ' * (1 << 30))\"";
  ASSERT_EQ(std::system(script.c_str()), 0);
  const auto bytes = read_file(bomb);
  ASSERT_LT(bytes.size(), 2U * 1024 * 1024);

  const auto interview = person.read({"bomb.docx", "", bytes});

  EXPECT_EQ(interview.status.value(), InterviewStatus::error);
  EXPECT_NE(interview.error.value_or(""), "");
  EXPECT_EQ(person.read({"zip.docx", "", "PK\3\4 and nothing else"}).status.value(), InterviewStatus::error);
  EXPECT_EQ(person.browser().get("/api/auth/me").status, 200);
}

TEST_F(Media, ThatNamesAnotherFileOrServerIsNotFollowed) {
  folder.write("secret.wav", make("-f lavfi -i sine=440:d=1", "secret.wav"));
  const auto secret = folder.path("secret.wav");
  folder.write("a", "#EXTM3U\n#EXTINF:1,\n" + secret + "\n#EXT-X-ENDLIST\n");
  folder.write("b", "ffconcat version 1.0\nfile '" + secret + "'\n");
  folder.write("c", "#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:9/x.ts\n#EXT-X-ENDLIST\n");
  folder.write("d", "<?xml version=\"1.0\"?><MPD><Period><BaseURL>file://" + secret + "</BaseURL></Period></MPD>");
  folder.write("good", read_file(secret));
  serve::LoopThread loop;
  serve::ToolPool pool{loop, {.self = QUERN_SERVE}};
  const auto run = [&](const std::string& name) {
    std::promise<Result<serve::ToolOutput>> promise;
    auto done = promise.get_future();
    loop.post([&pool, &promise, path = folder.path(name)] {
      [](serve::ToolPool* runner, std::string file, std::promise<Result<serve::ToolOutput>>* answer) -> Task<void> {
        answer->set_value(co_await runner->run(serve::probe_command(file), {}));
      }(&pool, path, &promise)
                                                                                                            .detach();
    });
    return done.get();
  };

  ASSERT_TRUE(serve::parse_probe(*run("good")));
  for (const auto* name : {"a", "b", "c", "d"}) {
    const auto output = run(name);
    ASSERT_TRUE(output) << name;
    EXPECT_FALSE(serve::parse_probe(*output)) << name << ' ' << output->output;
  }

  pool.stop();
  loop.stop();
}

class Transcribers : public Media {
 protected:
  Transcribers() { folder.write("web/index.html", "<!doctype html>"); }
  std::vector<std::string> arguments(const std::string& transcriber) const {
    return {"--web", folder.path("web"), "--data", folder.path("data"), "--port",
            "0",     "--password-cost",  "low",    "--transcriber",     transcriber};
  }
  void write_script(const std::string& name, const std::string& text) const {
    folder.write(name, "#!/bin/sh\n" + text);
    chmod(folder.path(name).c_str(), 0700);
  }
};

TEST_F(Transcribers, AreGivenSoundThatTheyRead) {
  // It tells what it was given, as words that nobody said.
  write_script("listen",
               "rate=$(od -An -tu4 -j24 -N4 \"$1\" | tr -d ' ')\nchannels=$(od -An -tu2 -j22 -N2 \"$1\" | tr -d ' ')\n"
               "size=$(wc -c <&3)\nprintf '1\\n00:00:00,000 --> 00:00:02,000\\nSpeaker 1: %s Hz, %s, %s.\\n' $rate "
               "$channels $size\n");
  ServeProcess process{arguments(folder.path("listen") + " {}")};
  Uploader person{process.wait_for_port()};

  const auto interview = person.read({"a.wav", "audio/wav", spoken("-ac 2", "a.wav")});

  ASSERT_TRUE(interview.result) << interview.error.value_or("");
  EXPECT_EQ(interview.result->speakers, (std::vector<std::string>{"Speaker 1"}));
  ASSERT_EQ(interview.result->transcript.size(), 1U);
  EXPECT_EQ(interview.result->transcript[0].text, "16000 Hz, 1, " + std::to_string(8 * 16000 * 2 + 78) + ".");
  EXPECT_NEAR(interview.result->loudness_lufs.value_or(0), -21.1, 1);
  const auto capabilities = person.browser().get("/api/capabilities").body;
  EXPECT_NE(capabilities.find("\"transcription\""), std::string::npos);
}

TEST_F(Transcribers, AndTheirChildrenEndWithAKilledServerAndBeginAgain) {
  write_script("wait", "echo $$ > " + folder.path("process") + "; sleep 100\n");
  std::string id;
  pid_t child = 0;
  {
    ServeProcess process{arguments(folder.path("wait"))};
    Uploader person{process.wait_for_port()};
    id = person.upload({"a.wav", "audio/wav", spoken("", "a.wav")}).member("id");
    const auto deadline = std::chrono::steady_clock::now() + 30s;
    while (child == 0 && std::chrono::steady_clock::now() < deadline) {
      std::ifstream{folder.path("process")} >> child;
      std::this_thread::sleep_for(10ms);  // between two looks
    }
    ASSERT_NE(child, 0);
    EXPECT_EQ(person.get(id).status.value(), InterviewStatus::processing);
    process.signal(SIGKILL);
    process.wait_for_exit();
  }
  const auto deadline = std::chrono::steady_clock::now() + 10s;
  while (kill(child, 0) == 0 && std::chrono::steady_clock::now() < deadline) std::this_thread::sleep_for(10ms);
  EXPECT_NE(kill(child, 0), 0) << "the transcriber outlived its server";

  write_script("wait", "echo WEBVTT; echo; echo '00:00.000 --> 00:01.000'; echo Done.\n");
  ServeProcess process{arguments(folder.path("wait"))};
  Uploader person{process.wait_for_port(), true};
  const auto interview = person.wait_for(id);
  ASSERT_TRUE(interview.result) << interview.error.value_or("");
  EXPECT_EQ(interview.result->transcript.at(0).text, "Done.");
}

}  // namespace
}  // namespace quern::test
