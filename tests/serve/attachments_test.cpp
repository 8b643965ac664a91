// Files in chats: an address for one upload of what was declared, and the file to who may see it, for as long as a message
// refers to it.
#include <gtest/gtest.h>

#include <algorithm>

#include "core/api/attachment.hpp"
#include "core/api/decode.hpp"
#include "tests/serve/chat_world.hpp"
#include "tests/serve/multipart_body.hpp"

namespace quern::test {
namespace {

const std::string png = "\x89PNG\r\n\x1A\n and so on";

class Attachments : public testing::Test {
 protected:
  ChatWorld world;
  Somebody anna = world.join("Anna"), boris = world.join("Boris"), clara = world.join("Clara");
  std::string chat = world.make_chat(anna, boris).member("id");

  UploadTicket ticket(const Somebody& who, const std::string& bytes, const std::string& type = "image/png",
                      const std::string& name = "a.png") {
    const auto answer = world.as(who, "POST", "/api/attachments",
                                 R"({"filename":")" + name + R"(","content_type":")" + type + R"(","size":)" +
                                     std::to_string(bytes.size()) + "}");
    EXPECT_EQ(answer.status, 201) << answer.body;
    auto ticket = decode<UploadTicket>(answer.body);
    return ticket ? *ticket : UploadTicket{};
  }
  Answer send(const Somebody& who, const std::string& url, const std::string& bytes, const Fields& fields = {},
              const Fields& more = {}) {
    world.cookie = who.cookie;
    return world.upload("POST", url, form_type, format_form(fields, {.bytes = bytes}), more);
  }
  std::string uploaded(const Somebody& who, const std::string& bytes = png, const std::string& type = "image/png",
                       const std::string& name = "a.png") {
    const auto to = ticket(who, bytes, type, name);
    EXPECT_EQ(send(who, to.url, bytes).status, 204);
    return to.attachment_id.text;
  }
  Answer write(const Somebody& who, const std::string& to_chat, const std::string& type, const std::string& payload) {
    return world.as(who, "POST", "/api/messages",
                    R"({"chat_id":")" + to_chat + R"(","type":")" + type + R"(","payload":)" + payload +
                        R"(,"client_id":")" + world.new_uuid() + R"("})");
  }
  Answer write_file(const Somebody& who, const std::string& to_chat, const std::string& attachment) {
    return write(who, to_chat, "file", R"({"attachment_id":")" + attachment + R"("})");
  }
  Answer get(const Somebody& who, const std::string& attachment, const Fields& more = {}) {
    world.cookie = who.cookie;
    return world.call("GET", "/api/attachments/" + attachment, {}, more);
  }
};

TEST_F(Attachments, AreUploadedSentAndSeenByTheMembersOfTheChat) {
  const auto to = ticket(anna, png);
  EXPECT_EQ(to.expires_at - world.clock.wall_now(), std::chrono::minutes{15});
  Fields fields;
  for (const auto& [name, value] : to.fields.entries) fields.emplace_back(name, value);
  EXPECT_EQ(send(anna, to.url, png, fields).status, 204);
  const auto id = to.attachment_id.text;
  EXPECT_EQ(get(anna, id).body, png);  // before it is sent
  EXPECT_EQ(get(boris, id).status, 404);

  const auto message = write_file(anna, chat, id);

  EXPECT_EQ(message.status, 201) << message.body;
  EXPECT_EQ(message.member("payload.filename"), "a.png");
  EXPECT_EQ(message.member("payload.size"), std::to_string(png.size()));
  EXPECT_EQ(message.member("payload.content_type"), "image/png");
  EXPECT_EQ(message.member("content"), "");
  const auto whole = get(boris, id);
  EXPECT_EQ(whole.body, png);
  EXPECT_EQ(whole.header("content-type"), "image/png");
  EXPECT_EQ(get(boris, id, {{"range", "bytes=1-3"}}).body, "PNG");
  EXPECT_EQ(get(boris, id, {{"range", "bytes=1-3"}}).status, 206);
  EXPECT_EQ(get(clara, id).status, 404);
  const auto nobodys = get(clara, "0f8fad5b-d9cb-469f-a165-70867728950e");
  EXPECT_EQ(get(clara, id).body, nobodys.body);
}

TEST_F(Attachments, AreGoneWithTheirMessageAndWithWhoLeft) {
  const auto group = world.make_group(anna, {boris, clara}).member("id");
  const auto id = uploaded(anna);
  const auto message = write_file(anna, group, id).member("id");
  EXPECT_EQ(get(clara, id).status, 200);
  world.as(clara, "DELETE", "/api/chats/" + group + "/participants/" + clara.id);
  EXPECT_EQ(get(clara, id).status, 404);

  world.as(anna, "DELETE", "/api/messages/" + message);

  EXPECT_EQ(get(boris, id).status, 404);
  EXPECT_EQ(get(anna, id).status, 404);
  EXPECT_EQ(world.as(boris, "GET", "/api/messages?chat_id=" + group).member("items.1.payload"), "");
}

TEST_F(Attachments, GoToAnAddressThatNothingCanBeChangedIn) {
  const auto to = ticket(anna, png);
  const auto other = ticket(anna, png);
  const auto with = [&](const std::string& what, const std::string& as) {
    auto url = to.url;
    url.replace(url.find(what), what.size(), as);
    return url;
  };
  const auto signature = to.url.substr(to.url.find("signature=") + 10);
  const auto expires = to.url.substr(to.url.find("expires=") + 8, 13);
  struct Case {
    const char* what;
    std::string url;
  };
  const std::vector<Case> cases = {
      {"no signature", to.url.substr(0, to.url.find("&signature"))},
      {"no query", to.url.substr(0, to.url.find('?'))},
      {"another signature", with(signature.substr(0, 4), "AAAA")},
      {"a later end", with(expires, std::to_string(std::stoll(expires) + 1))},
      {"another key", with("key=", "key=1")},
      {"one thing more", to.url + "&more=1"},
      {"one thing twice", to.url + "&expires=" + expires},
      {"two signatures", to.url + "&signature=" + signature.substr(1)},
      {"of another", with(to.attachment_id.text, other.attachment_id.text)},
  };
  for (const auto& [what, url] : cases) {
    const auto answer = send(anna, url, png);
    EXPECT_EQ(answer.status, 403) << what;
    EXPECT_EQ(answer.error_code(), "forbidden") << what;
  }
  EXPECT_EQ(send(boris, to.url, png).status, 404);  // somebody else's
  EXPECT_EQ(send(anna, to.url, png, {}, {{"origin", "http://evil.example"}}).error_code(), "csrf");
  EXPECT_EQ(send(anna, to.url, png, {}, {{"sec-fetch-site", "cross-site"}}).error_code(), "csrf");
  world.cookie.clear();
  EXPECT_EQ(world.upload("POST", to.url, form_type, format_form({}, {.bytes = png})).status, 401);
  // The same things in another order and spelling are the same address.
  const auto turned = to.url.substr(0, to.url.find('?')) + "?signature=" + signature + "&" +
                      with("expires=", "%65xpires=").substr(to.url.find('?') + 1);
  EXPECT_EQ(send(anna, turned.substr(0, turned.rfind("&signature")), png).status, 204);
}

TEST_F(Attachments, GoToTheirAddressOnceAndInTime) {
  const auto to = ticket(anna, png);
  world.cookie = anna.cookie;
  const Fields key{{"idempotency-key", world.new_uuid()}};
  EXPECT_EQ(send(anna, to.url, png, {}, key).status, 204);
  EXPECT_EQ(send(anna, to.url, png, {}, key).header("idempotency-replayed"), "true");  // its answer was lost
  EXPECT_EQ(send(anna, to.url, png).status, 409);
  EXPECT_EQ(send(anna, to.url, png, {}, {{"idempotency-key", world.new_uuid()}}).status, 409);
  world.cookie = anna.cookie;
  const auto other = format_form({}, {.filename = "other.png", .content_type = "text/plain", .bytes = png});
  EXPECT_EQ(world.upload("POST", to.url, form_type, other, key).error_code(), "idempotency_mismatch");
  EXPECT_EQ(world.files.ids().size(), 1U);

  const auto late = ticket(anna, png);
  world.clock.advance(std::chrono::minutes{15} - Duration{1});
  const auto in_time = ticket(anna, png);
  world.clock.advance(Duration{1});
  EXPECT_EQ(send(anna, late.url, png).error_code(), "expired");
  EXPECT_EQ(send(anna, in_time.url, png).status, 204);
}

TEST_F(Attachments, GoToAnAddressOfYesterdayAcrossMidnight) {
  const auto day = std::chrono::days{1};
  const auto to_midnight = day - world.clock.wall_now().time_since_epoch() % day;
  world.clock.advance(std::chrono::duration_cast<Duration>(to_midnight) - std::chrono::minutes{1});
  anna.cookie = (world.sign_in(anna.email), world.cookie);
  const auto to = ticket(anna, png);
  world.clock.advance(std::chrono::minutes{2});
  EXPECT_EQ(send(anna, to.url, png).status, 204);
}

TEST_F(Attachments, MustBeWhatWasDeclared) {
  struct Case {
    std::string type, bytes;
    int status;
  };
  const std::vector<Case> cases = {
      {"image/png", png, 204},
      {"image/png", "<html><script>", 415},
      {"image/jpeg", png, 415},
      {"text/plain", png, 415},
      {"text/plain", "plain words", 204},
      {"text/plain", std::string("a\0b", 3), 415},
      {"text/html", "<html>", 204},  // it is given as bytes to keep
      {"application/pdf", "%PDF-1.7", 204},
      {"application/pdf", "PK\x03\x04", 415},
      {"application/x-strange", png, 415},
      {"application/x-strange", "PK\x03\x04", 204},
      {"application/octet-stream", png, 204},
      {"audio/webm; codecs=opus", "\x1A\x45\xDF\xA3 webm", 204},
      {"AUDIO/OGG", "OggS", 204},
  };
  for (const auto& [type, bytes, status] : cases) {
    const auto to = ticket(anna, bytes, type);
    EXPECT_EQ(send(anna, to.url, bytes).status, status) << type << ' ' << bytes;
  }
  const auto to = ticket(anna, png);
  EXPECT_EQ(send(anna, to.url, png + "!").error_code(), "too_large");
  EXPECT_EQ(send(anna, to.url, png.substr(0, png.size() - 1)).status, 422);
  EXPECT_EQ(send(anna, to.url, png, {{"content_type", "image/gif"}}).status, 403);
  EXPECT_EQ(send(anna, to.url, png).status, 204);  // a refusal used nothing up
}

TEST_F(Attachments, AreDeclaredWithinTheLimits) {
  const auto declare = [&](const std::string& json) { return world.as(anna, "POST", "/api/attachments", json); };
  EXPECT_EQ(declare(R"({"filename":"a","content_type":"image/png","size":26214400})").status, 201);
  EXPECT_EQ(declare(R"({"filename":"a","content_type":"image/png","size":26214401})").status, 413);
  EXPECT_EQ(declare(R"({"filename":"a","content_type":"image/png","size":0})").status, 422);
  EXPECT_EQ(declare(R"({"filename":"","content_type":"image/png","size":1})").status, 422);
  EXPECT_EQ(declare(R"({"filename":"a","content_type":"png","size":1})").status, 422);
  EXPECT_EQ(declare(R"({"filename":"a","content_type":"image/png"})").status, 400);
}

TEST_F(Attachments, NeverRunAsAPage) {
  const auto id = uploaded(anna, "<script>alert(1)</script>", "text/html", "../../x.html");
  const auto answer = get(anna, id);
  EXPECT_EQ(answer.header("content-type"), "application/octet-stream");
  EXPECT_TRUE(answer.header("content-disposition").starts_with("attachment; filename=\"x.html\""));
}

TEST_F(Attachments, AreSweptWithTheirFilesADayAfterNobodyRefersToThem) {
  const auto sent = uploaded(anna), unsent = uploaded(anna), taken_back = uploaded(anna);
  write_file(anna, chat, sent);
  const auto message = write_file(anna, chat, taken_back).member("id");
  world.as(anna, "DELETE", "/api/messages/" + message);
  ticket(anna, png);  // never used
  EXPECT_EQ(world.files.ids().size(), 3U);

  world.clock.advance(std::chrono::days{1} - Duration{1});
  world.backend->sweep();
  EXPECT_EQ(world.files.ids().size(), 3U);
  world.clock.advance(std::chrono::hours{1});
  world.backend->sweep();

  EXPECT_EQ(world.files.ids().size(), 1U);
  anna.cookie = (world.sign_in(anna.email), world.cookie);
  EXPECT_EQ(get(anna, sent).body, png);
  auto rows = world.database->query("SELECT count(*) FROM attachments");
  ASSERT_TRUE(rows.step());
  EXPECT_EQ(rows.number_at(0), 1);
}

TEST_F(Attachments, WithoutARowAreRemovedAtAStartAndTheOthersStay) {
  const auto id = uploaded(anna);
  auto stray = world.files.create("0f8fad5b-d9cb-469f-a165-70867728950e");
  ASSERT_TRUE(stray && (*stray)->write("x") && (*stray)->finish());
  world.backend->sweep_files();
  EXPECT_EQ(world.files.ids().size(), 1U);
  EXPECT_EQ(get(anna, id).body, png);
}

// ---- messages that carry them

TEST_F(Attachments, AreSentAsVoiceWithItsLengthAndShape) {
  const auto id = uploaded(anna, "OggS voice", "audio/ogg", "v.ogg");
  const auto payload = [&](const std::string& more) { return R"({"attachment_id":")" + id + "\"" + more + "}"; };
  std::string bars = "0";
  for (int i = 1; i < 64; ++i) bars += ",255";
  const auto sent =
      write(anna, chat, "voice", payload(R"(,"duration_ms":1200,"codec":"opus","waveform":[)" + bars + "]"));

  EXPECT_EQ(sent.status, 201) << sent.body;
  EXPECT_EQ(sent.member("payload.duration_ms"), "1200");
  EXPECT_EQ(sent.member("payload.waveform.63"), "255");
  EXPECT_EQ(sent.member("payload.filename"), "");

  struct Case {
    std::string payload;
    std::string field;
  };
  const std::string fine = R"(,"duration_ms":1,"codec":"opus","waveform":[])";
  const auto picture = uploaded(anna);
  const std::vector<Case> cases = {
      {payload(R"(,"codec":"opus","waveform":[])"), "duration_ms"},
      {payload(R"(,"duration_ms":600001,"codec":"opus","waveform":[])"), "duration_ms"},
      {payload(R"(,"duration_ms":0,"codec":"opus","waveform":[])"), "duration_ms"},
      {payload(R"(,"duration_ms":1,"codec":"mp3","waveform":[])"), "codec"},
      {payload(R"(,"duration_ms":1,"waveform":[])"), "codec"},
      {payload(R"(,"duration_ms":1,"codec":"opus")"), "waveform"},
      {payload(R"(,"duration_ms":1,"codec":"opus","waveform":[)" + bars + ",1]"), "waveform"},
      {payload(R"(,"duration_ms":1,"codec":"opus","waveform":[256])"), "waveform"},
      {payload(R"(,"duration_ms":1,"codec":"opus","waveform":["x"])"), "waveform"},
      {R"({"attachment_id":"x")" + fine + "}", "attachment_id"},
      {R"({"attachment_id":")" + picture + "\"" + fine + "}", "attachment_id"},
      {"{" + fine.substr(1) + "}", "attachment_id"},
  };
  for (const auto& [json, field] : cases) {
    const auto answer = write(anna, chat, "voice", json);
    EXPECT_EQ(answer.status, 422) << json;
    EXPECT_EQ(answer.member("detail.0.loc.0"), "payload") << json;
    EXPECT_EQ(answer.member("detail.0.loc.1"), field) << json << answer.body;
  }
  EXPECT_EQ(write(anna, chat, "voice", "null").status, 422);
}

TEST_F(Attachments, AreSentByTheirOwnersAndToOtherChatsWhileTheySeeThem) {
  const auto group = world.make_group(anna, {clara}).member("id");
  const auto id = uploaded(anna);
  const auto not_uploaded = ticket(anna, png).attachment_id.text;
  EXPECT_EQ(write_file(boris, chat, id).status, 404);  // not in the chat yet
  world.write(anna, chat, "Hello");
  EXPECT_EQ(write_file(boris, chat, id).status, 422);
  EXPECT_EQ(write_file(anna, chat, not_uploaded).status, 422);
  const auto message = write_file(anna, chat, id);
  EXPECT_EQ(message.status, 201);
  EXPECT_EQ(write_file(boris, chat, id).status, 422);  // seen, not theirs

  EXPECT_EQ(write_file(anna, group, id).status, 201);
  EXPECT_EQ(get(clara, id).status, 200);

  const auto once = uploaded(anna);
  world.as(anna, "DELETE", "/api/messages/" + write_file(anna, chat, once).member("id"));
  EXPECT_EQ(write_file(anna, chat, once).status, 422);  // it was taken back
}

TEST_F(Attachments, LeaveTextAsItWas) {
  EXPECT_EQ(write(anna, chat, "file", "{}").member("detail.0.loc.1"), "attachment_id");
  EXPECT_EQ(world.write(anna, chat, "").member("detail.0.loc.0"), "content");
  EXPECT_EQ(world.write(anna, chat, "words").member("payload"), "");
}

}  // namespace
}  // namespace quern::test
