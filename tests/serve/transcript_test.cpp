// Transcripts that people have, read into speakers and paragraphs with times, and written again.
#include <gtest/gtest.h>

#include "serve/transcripts/text_encoding.hpp"
#include "serve/transcripts/transcript_reader.hpp"
#include "serve/transcripts/transcript_writer.hpp"

namespace quern::test {
namespace {

// "Anna 0-900 Hello.": one a line, "-" for what is not there.
std::string outline(const std::vector<TranscriptParagraph>& paragraphs) {
  std::string out;
  const auto number = [](const auto& value) { return value ? std::to_string(*value) : std::string{"?"}; };
  for (const auto& one : paragraphs) {
    out += one.speaker.value_or("-") + '|';
    if (one.start_ms || one.end_ms) out += number(one.start_ms) + '-' + number(one.end_ms) + '|';
    out += one.text + '\n';
  }
  return out;
}

std::string read(std::string_view text) {
  const auto result = serve::read_transcript(serve::to_utf8(text));
  return result ? outline(result->transcript) : "failed: " + result.error().message;
}

struct Case {
  const char* name;
  std::string_view text;
  std::string_view paragraphs;
};

TEST(Transcript, IsReadFromTheFormsPeopleHave) {
  const std::vector<Case> cases = {
      {"usual speakers", "Интервьюер: Расскажите о себе.\nКандидат: Я программист.\nЛюблю C++.\n",
       "Интервьюер|Расскажите о себе.\nКандидат|Я программист. Люблю C++.\n"},
      {"numbered speakers", "Speaker 1: Hello.\n\nSpeaker 2: Hi there: all well?\n",
       "Speaker 1|Hello.\nSpeaker 2|Hi there: all well?\n"},
      {"names that come twice", "Анна Петровна: Раз.\nБорис: Два.\nАнна Петровна: Три.\nБорис: Четыре.",
       "Анна Петровна|Раз.\nБорис|Два.\nАнна Петровна|Три.\nБорис|Четыре.\n"},
      {"a colon in speech", "Он сказал: да. Потом ушёл.", "-|Он сказал: да. Потом ушёл.\n"},
      {"a link", "Interviewer: see https://example.org: fine\nhttp://x.y: no",
       "Interviewer|see https://example.org: fine http://x.y: no\n"},
      {"who goes on after an empty line", "Host: One.\n\nTwo.\n", "Host|One.\nHost|Two.\n"},
      {"times in brackets", "[00:00:05] Anna: One.\n[00:01:10] Boris: Two.\n",
       "Anna|5000-70000|One.\nBoris|70000-?|Two.\n"},
      {"times behind the name", "Anna (0:05): One.\nBoris [1:10]: Two.", "Anna|5000-70000|One.\nBoris|70000-?|Two.\n"},
      {"headings of a recorder", "Anna Karenina  0:03\nOne.\nStill one.\n\nBoris  1:02:03\nTwo.\n",
       "Anna Karenina|3000-3723000|One. Still one.\nBoris|3723000-?|Two.\n"},
      {"times alone", "00:05 One.\n00:09 Two.", "-|5000-9000|One.\n-|9000-?|Two.\n"},
      {"Markdown", "# Интервью 5\n\n**Ведущий:** Раз.\n\n> **Гость:** Два.\n- пункт\n",
       "-|Интервью 5\nВедущий|Раз.\nГость|Два. пункт\n"},
      {"old Mac lines", "Q: One?\rA: Two.\r", "Q|One?\nA|Two.\n"},
  };
  for (const auto& [name, text, paragraphs] : cases) {
    SCOPED_TRACE(name);
    EXPECT_EQ(read(text), paragraphs);
  }
}

TEST(Transcript, IsReadFromSubtitles) {
  const std::vector<Case> cases = {
      {"SubRip",
       "1\r\n00:00:01,000 --> 00:00:02,500\r\n<i>Hello</i>\r\nthere.\r\n\r\n2\r\n00:00:03,000 --> "
       "00:00:04,000\r\nBye.\r\n",
       "-|1000-2500|Hello there.\n-|3000-4000|Bye.\n"},
      {"cues within one sentence",
       "1\n00:00:01,000 --> 00:00:02,000\nI would\n\n2\n00:00:02,100 --> 00:00:03,000\nlike to.\n",
       "-|1000-3000|I would like to.\n"},
      {"SubRip with names",
       "1\n00:00:01,000 --> 00:00:02,000\nInterviewer: Why?\n\n2\n00:00:02,000 --> 00:00:03,000\nCandidate: Because.\n",
       "Interviewer|1000-2000|Why?\nCandidate|2000-3000|Because.\n"},
      {"WebVTT",
       "WEBVTT - title\n\nNOTE a note\n00:01.000 --> 00:02.000\n\nSTYLE\n::cue {}\n\nid\n00:03.000 --> 00:04.500 "
       "align:left\n"
       "<v.loud Anna Karenina>Tom &amp; <b>Jerry</b></v>\n\n01:00:00.000 --> 01:00:01.000\n<v Boris>Yes.<v Anna "
       "Karenina>No.\n",
       "Anna Karenina|3000-4500|Tom & Jerry\nBoris|3600000-3601000|Yes.\nAnna Karenina|3600000-3601000|No.\n"},
      {"out of order", "WEBVTT\n\n00:05.000 --> 00:06.000\nTwo.\n\n00:01.000 --> 00:02.000\nOne.\n",
       "-|1000-2000|One.\n-|5000-6000|Two.\n"},
      {"an end before its start", "WEBVTT\n\n00:05.000 --> 00:01.000\nOdd.\n", "-|5000-5000|Odd.\n"},
      {"styles of ASS", "1\n00:00:01,000 --> 00:00:02,000\n{\\an8}Up.\n", "-|1000-2000|Up.\n"},
      {"not closed", "WEBVTT\n\n00:01.000 --> 00:02.000\na < b <v\n", "-|1000-2000|a < b <v\n"},
  };
  for (const auto& [name, text, paragraphs] : cases) {
    SCOPED_TRACE(name);
    EXPECT_EQ(read(text), paragraphs);
  }
}

TEST(Transcript, IsRefusedWhenThereIsNothingInIt) {
  for (const std::string_view text : {"", " \n\t\n", "WEBVTT\n", "WEBVTT\n\nNOTE x\n", "\xef\xbb\xbf"}) {
    EXPECT_EQ(read(text), "failed: there is nothing to read in the transcript");
  }
  EXPECT_EQ(read(std::string(5 * 1024 * 1024, 'x')), "failed: the transcript is too long");
  std::string many;
  for (int i = 0; i < 20'001; ++i) many += "x\n\n";
  EXPECT_EQ(read(many), "failed: the transcript has too many paragraphs");
}

TEST(Transcript, IsReadWhateverItWasWrittenIn) {
  const std::string_view expected = "Гость|Привет, ёж — «тест»\n";
  const std::string_view utf8 = "Гость: Привет, ёж — «тест»\n";
  std::string little = "\xff\xfe", big = "\xfe\xff";
  for (const char16_t unit : std::u16string_view{u"Гость: Привет, ёж — «тест»\n"}) {
    little += {static_cast<char>(unit & 0xff), static_cast<char>(unit >> 8)};
    big += {static_cast<char>(unit >> 8), static_cast<char>(unit & 0xff)};
  }
  const std::string windows =
      "\xc3\xee\xf1\xf2\xfc: \xcf\xf0\xe8\xe2\xe5\xf2, \xb8\xe6 \x97 \xab\xf2\xe5\xf1\xf2\xbb\n";
  EXPECT_EQ(read(utf8), expected);
  EXPECT_EQ(read("\xef\xbb\xbf" + std::string{utf8}), expected);
  EXPECT_EQ(read(little), expected);
  EXPECT_EQ(read(big), expected);
  EXPECT_EQ(read(windows), expected);
  EXPECT_EQ(read({"G\0u\0e\0s\0t\0:\0 \0h\0i\0", 18}), "Guest|hi\n") << "UTF-16 without its mark";
  EXPECT_EQ(serve::to_utf8("\xef\xbb\xbf"
                           "a\xff"
                           "b"),
            "a\xef\xbf\xbd"
            "b");
  EXPECT_EQ(serve::to_utf8({"a\0b\x1b"
                            "c\tz",
                            7}),
            "abc\tz");
}

TEST(Transcript, IsDescribed) {
  const auto result = serve::read_transcript("Гость: Раз.\nHost: One, two, three, four words.\nГость: Два.\n");
  ASSERT_TRUE(result);
  EXPECT_EQ(result->speakers, (std::vector<std::string>{"Гость", "Host"}));
  EXPECT_EQ(result->languages, (std::vector<std::string>{"en", "ru"}));
  EXPECT_FALSE(result->duration_ms);
  EXPECT_EQ(serve::read_transcript("WEBVTT\n\n00:01.000 --> 00:02.000\nx\n")->duration_ms, 2000);
}

TEST(Transcript, ReadsBackAsItWasWritten) {
  const std::vector<TranscriptParagraph> paragraphs = {{"Анна", 0, 1500, "Раз & два <три>."},
                                                       {"Interviewer", 1500, 4000, "Why: because?"},
                                                       {"Анна", 4000, 3'600'250, "Потом."}};
  EXPECT_EQ(read(*serve::format_web_vtt(paragraphs)), outline(paragraphs));
  EXPECT_EQ(read(*serve::format_subrip(paragraphs)), outline(paragraphs));
  auto rough = paragraphs;  // text has whole seconds, and no ends
  for (auto& one : rough) one.start_ms = *one.start_ms / 1000 * 1000;
  rough[0].end_ms = 1000;
  rough[2].end_ms.reset();
  EXPECT_EQ(read(serve::format_text_transcript(paragraphs)), outline(rough));
  EXPECT_FALSE(serve::format_subrip({{.text = "no time"}}));
}

TEST(Transcript, OfATranscriberIsReadInEachOfItsForms) {
  const auto read_output = [](std::string_view text) {
    const auto result = serve::read_transcriber_output(text);
    return result ? outline(result->transcript) : "failed";
  };
  EXPECT_EQ(read_output(R"({"text":"all","language":"en","segments":[{"id":0,"start":0.5,"end":1.25,"text":" One."},)"
                        R"({"start":1.25,"end":2,"text":"Two.","speaker":"Anna"},{"start":2,"end":3,"text":" "}]})"),
            "-|500-1250|One.\nAnna|1250-2000|Two.\n");
  EXPECT_EQ(read_output("1\n00:00:01,000 --> 00:00:02,000\nOne.\n"), "-|1000-2000|One.\n");
  EXPECT_EQ(read_output("WEBVTT\n\n00:01.000 --> 00:02.000\nOne.\n"), "-|1000-2000|One.\n");
  EXPECT_EQ(read_output(""), "");
  EXPECT_EQ(read_output(R"({"segments":[]})"), "");
  EXPECT_EQ(read_output(R"({"segments":[{"start":1e300,"end":-5,"text":"x"}]})"), "-|0-0|x\n");
  EXPECT_EQ(read_output("{nonsense"), "failed");
}

}  // namespace
}  // namespace quern::test
