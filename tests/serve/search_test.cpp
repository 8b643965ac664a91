// Messages found by their words: in any form, in Russian and in English, by their beginnings, and only by who sees them.
#include <gtest/gtest.h>

#include <algorithm>

#include "core/api/decode.hpp"
#include "serve/store/search_query.hpp"
#include "tests/serve/chat_world.hpp"

namespace quern::test {
namespace {

std::string encoded(std::string_view text) {
  std::string out;
  for (const char c : text) {
    char escape[4];
    std::snprintf(escape, sizeof escape, "%%%02X", static_cast<unsigned>(static_cast<unsigned char>(c)));
    out += escape;
  }
  return out;
}

class Search : public testing::Test {
 protected:
  ChatWorld world;
  Somebody anna = world.join("Anna"), boris = world.join("Boris"), clara = world.join("Clara");
  std::string chat = world.make_chat(anna, boris).member("id");

  Page<Message> find(const Somebody& who, const std::string& typed, const std::string& more = "") {
    const auto answer = world.as(who, "GET", "/api/messages/search?q=" + encoded(typed) + more);
    EXPECT_EQ(answer.status, 200) << typed << answer.body;
    auto page = decode<Page<Message>>(answer.body);
    return page ? *page : Page<Message>{};
  }
  // Their texts, best first.
  std::vector<std::string> texts(const std::string& typed, const std::string& more = "") {
    std::vector<std::string> texts;
    for (const auto& message : find(anna, typed, more).items) texts.push_back(message.content);
    return texts;
  }
  bool finds(const std::string& typed, const std::string& text) {
    const auto found = texts(typed);
    return std::ranges::find(found, text) != found.end();
  }
  void write(const std::vector<std::string>& texts) {
    for (const auto& text : texts) ASSERT_EQ(world.write(anna, chat, text).status, 201);
  }
};

TEST_F(Search, FindsEveryFormOfAWord) {
  write({"Мы видели красные дома", "We were running home", "Ёлка стоит", "Café au lait"});
  struct Case {
    const char* typed;
    const char* text;
  };
  for (const auto& [typed, text] : std::vector<Case>{{"красный ", "Мы видели красные дома"},
                                                     {"ДОМАМИ", "Мы видели красные дома"},
                                                     {"видел дом ", "Мы видели красные дома"},
                                                     {"run ", "We were running home"},
                                                     {"homes", "We were running home"},
                                                     {"елку ", "Ёлка стоит"},
                                                     {"ёлки", "Ёлка стоит"},
                                                     {"cafe", "Café au lait"}}) {
    EXPECT_TRUE(finds(typed, text)) << typed;
  }
  EXPECT_FALSE(finds("красный сад", "Мы видели красные дома"));  // all words, or none
  EXPECT_FALSE(finds("walking", "We were running home"));
}

TEST_F(Search, FindsTheWordThatIsBeingTyped) {
  write({"Электростанция у реки", "A lighthouse"});
  for (const auto* typed : {"эл", "электрос", "реки элек", "ЭЛЕКТРОСТ"})
    EXPECT_TRUE(finds(typed, "Электростанция у реки")) << typed;
  EXPECT_TRUE(finds("light", "A lighthouse"));
  EXPECT_FALSE(finds("light a", "Электростанция у реки"));
  EXPECT_FALSE(finds("электрос реки", "Электростанция у реки"));  // the last alone is a beginning
  EXPECT_FALSE(finds("electro ", "A lighthouse"));
}

TEST_F(Search, FindsPhrasesInQuotes) {
  write({"the red house on the hill", "the house is red"});
  EXPECT_EQ(texts("\"red house\""), (std::vector<std::string>{"the red house on the hill"}));
  EXPECT_EQ(texts("\"red houses\" hill"), (std::vector<std::string>{"the red house on the hill"}));
  EXPECT_EQ(texts("\"red hou"), (std::vector<std::string>{"the red house on the hill"}));  // not closed yet
  EXPECT_EQ(texts("red house").size(), 2U);
  EXPECT_EQ(texts("red-house").size(), 1U);
}

TEST_F(Search, PutsTheBestMatchFirstAndTheNewerOfTwoAlike) {
  write({"mill and much else that was said on that day about other things", "mill mill", "mill one", "mill two"});
  EXPECT_EQ(texts("mill "),
            (std::vector<std::string>{"mill mill", "mill two", "mill one",
                                      "mill and much else that was said on that day about other things"}));
}

TEST_F(Search, FindsOnlyWhatIsShownToOneself) {
  write({"secret of the mill"});
  const auto group = world.make_group(anna, {clara}).member("id");
  world.write(clara, group, "a mill in the group");

  EXPECT_EQ(find(anna, "mill").total, 2);
  EXPECT_EQ(find(boris, "mill").total, 1);
  EXPECT_EQ(find(clara, "mill").total, 1);
  EXPECT_EQ(find(clara, "secret").total, 0);
  EXPECT_EQ(find(clara, std::string(chat)).total, 0);
  EXPECT_EQ(texts("mill", "&chat_id=" + group), (std::vector<std::string>{"a mill in the group"}));
  EXPECT_EQ(world.as(clara, "GET", "/api/messages/search?q=mill&chat_id=" + chat).status, 404);

  world.as(clara, "DELETE", "/api/chats/" + group + "/participants/" + clara.id);
  EXPECT_EQ(find(clara, "mill").total, 0);
  world.as(boris, "DELETE", "/api/chats/" + chat);
  EXPECT_EQ(find(boris, "mill").total, 0);
  world.write(anna, chat, "again");
  EXPECT_EQ(find(boris, "mill").total, 1);
}

TEST_F(Search, KnowsOfEditsAndDeletesAtOnceAndNotOfTheServersOwn) {
  const auto path = "/api/messages/" + world.write(anna, chat, "apples").member("id");
  world.as(anna, "PATCH", path, R"({"content":"pears"})");
  EXPECT_EQ(find(anna, "apples").total, 0);
  EXPECT_EQ(find(boris, "pear ").total, 1);
  world.as(anna, "DELETE", path);
  EXPECT_EQ(find(anna, "pears").total, 0);

  const auto group = world.make_group(anna, {clara}).member("id");
  world.as(anna, "PATCH", "/api/chats/" + group, R"({"title":"Orchard"})");
  EXPECT_EQ(find(anna, "orchard").total, 0);
  world.write(anna, group, "plums");
  world.as(anna, "DELETE", "/api/chats/" + group);
  world.backend->sweep();
  auto rows = world.database->query("SELECT count(*) FROM message_words");
  ASSERT_TRUE(rows.step());
  EXPECT_EQ(rows.number_at(0), 0);  // the deleted one and the group's are gone from it
}

TEST_F(Search, IsPaged) {
  for (int i = 0; i < 25; ++i) world.write(anna, chat, "word " + std::to_string(i));
  const auto first = find(anna, "word ");
  EXPECT_EQ(first.total, 25);
  ASSERT_EQ(first.items.size(), 20U);
  EXPECT_EQ(first.items[0].content, "word 24");
  EXPECT_EQ(find(anna, "word ", "&offset=20").items.size(), 5U);
  EXPECT_EQ(find(anna, "word ", "&offset=100").items.size(), 0U);
  EXPECT_EQ(find(anna, "word ", "&limit=1&offset=3").items[0].content, "word 21");
  EXPECT_EQ(world.as(anna, "GET", "/api/messages/search").status, 422);
  EXPECT_EQ(world.as(anna, "GET", "/api/messages/search?q=%20").status, 422);
  EXPECT_EQ(world.as(anna, "GET", "/api/messages/search?q=x&limit=0").status, 422);
  EXPECT_EQ(world.as(anna, "GET", "/api/messages/search?q=%00").status, 400);
  EXPECT_EQ(world.as(anna, "GET", "/api/messages/search?q=" + std::string(201, 'x')).status, 422);
}

TEST_F(Search, TakesNothingThatIsTypedForSyntax) {
  write({"plain words"});
  for (const auto* typed :
       {"AND",      "plain AND", "NOT words",     "body:plain", "plain*", "-plain", "^plain",      "NEAR(plain words)",
        "(plain",   "plain)",    "{body}: plain", "\"",         "\"\"",   "\"\"\"", "* \" ' ; --", "plain OR nothing",
        "' OR 1=1", "chat : x",  "!!!",           "\xd0"}) {
    const auto answer = world.as(anna, "GET", "/api/messages/search?q=" + encoded(typed));
    EXPECT_TRUE(answer.status == 200 || (answer.status == 400 && typed[0] == '\xd0')) << typed << answer.body;
  }
  EXPECT_TRUE(finds("!!! plain", "plain words"));
  EXPECT_TRUE(finds("words ***", "plain words"));
  EXPECT_FALSE(finds("nothing OR plain", "plain words"));
}

TEST_F(Search, StandsAnythingThatIsTyped) {
  write({"plain words", "красный дом"});
  SeededRandom random{5};
  const std::string letters = "aж\"*()-+:^{}, \n'ORANDNEAR\\\x01дом";
  for (int i = 0; i < 2000; ++i) {
    std::string typed;
    for (auto n = random.next() % 20; n > 0; --n) typed += letters[random.next() % letters.size()];
    const auto query = serve::parse_search(typed, std::vector<std::string>{"x"},
                                           [&](std::string_view text) { return world.database->count_words(text); });
    if (query.expression.empty()) continue;
    auto rows =
        world.database->query("SELECT count(*) FROM message_words WHERE message_words MATCH ?").text(query.expression);
    EXPECT_TRUE(rows.step()) << query.expression;
    EXPECT_EQ(rows.number_at(0), 0) << query.expression;  // of another chat
    ASSERT_EQ(world.database->take_failure(), std::nullopt) << typed << " as " << query.expression;
  }
}

}  // namespace
}  // namespace quern::test
