// Messages found by their words among 100,000 and 1,000,000, a thousand chats of them, on disk.
// Run      build/native-release/tests/bench/search_bench
// Words    3 to 20 a message, of 20,000 Russian and 20,000 English ones, common ones often (as 1/rank).
// Who      somebody in 50 of the chats, and somebody in all of them: the worst there is.
// Counters index_bytes and all_bytes are of the file, a message each; found is how many the search has.
#include <benchmark/benchmark.h>

#include <cmath>
#include <filesystem>
#include <map>

#include "serve/store/sqlite_store.hpp"
#include "tests/support/seeded_random.hpp"

namespace quern::test {
namespace {

constexpr int chats = 1000;
constexpr std::size_t vocabulary = 20'000;

std::string made_word(SeededRandom& random, bool is_russian) {
  static const std::vector<std::string> russian{"ка", "ли", "сто", "ми", "ра", "ве", "но", "дом", "пе", "ший"};
  static const std::vector<std::string> english{"ka", "li", "sto", "mi", "ra", "ve", "no", "ing", "pe", "ers"};
  std::string word;
  for (auto left = 1 + random.next() % 4; left > 0; --left)
    word += (is_russian ? russian : english)[random.next() % 10];
  return word;
}

class Corpus {
 public:
  explicit Corpus(std::int64_t messages)
      : path_(
            (std::filesystem::temp_directory_path() / ("quern-search-" + std::to_string(messages) + ".db")).string()) {
    remove();
    database_ = *serve::Database::open(path_);
    if (!serve::migrate(*database_)) std::abort();
    for (const bool is_russian : {true, false}) {
      for (std::size_t i = 0; i < vocabulary; ++i) words_.push_back(made_word(random_, is_russian));
    }
    fill(messages);
    store_ = std::make_unique<serve::SqliteStore>(*database_, random_);
  }
  ~Corpus() {
    store_ = nullptr;
    database_ = nullptr;
    remove();
  }
  Page<Message> find(const std::string& who, const std::string& typed) {
    return store_->messages.search(UserId{who}, {.q = typed});
  }
  std::string word(std::size_t rank) const { return words_[rank]; }
  double bytes(const char* sql) {
    auto row = database_->query(sql);
    return row.step() ? static_cast<double>(row.number_at(0)) : 0;
  }

 private:
  void fill(std::int64_t messages) {
    database_->begin();
    for (const auto* who : {"few", "all"}) {
      database_
          ->query(
              "INSERT INTO users (id, version, email, email_key, password_hash, display_name, created_at) "
              "VALUES (?1, 1, ?1, ?1, '', ?1, 0)")
          .text(std::string_view{who})
          .run();
    }
    for (int chat = 0; chat < chats; ++chat) add_chat(id_of(chat), chat % 20 == 0);
    for (std::int64_t i = 0; i < messages; ++i) {
      const auto chat = static_cast<int>(random_.next() % chats);
      store(i, id_of(chat), i / chats * 10 + chat);
      if (i % 10'000 == 9'999) {
        database_->commit();
        database_->begin();
      }
    }
    database_->commit();
    if (auto failure = database_->take_failure()) std::fprintf(stderr, "%s\n", failure->message.c_str());
  }
  void add_chat(const std::string& id, bool with_few) {
    database_
        ->query(
            "INSERT INTO chats (id, version, title, is_group, last_number, created_at, active_at) "
            "VALUES (?, 1, 'Chat', 1, 0, 0, 0)")
        .text(id)
        .run();
    int place = 0;
    for (const auto* who : {"all", "few"}) {
      if (*who == 'f' && !with_few) continue;
      database_
          ->query(
              "INSERT INTO chat_members (chat_id, place, user_id, role, is_shown, read_number) "
              "VALUES (?, ?, ?, 'member', 1, 0)")
          .text(id)
          .number(++place)
          .text(std::string_view{who})
          .run();
    }
  }
  void store(std::int64_t i, const std::string& chat, std::int64_t) {
    std::string text;
    for (auto left = 3 + random_.next() % 18; left > 0; --left) text += some_word() + ' ';
    database_
        ->query(
            "INSERT INTO messages (id, chat_id, number, version, author_id, type, content, deleted, ts) "
            "VALUES (?, ?, ?, 1, 'all', 'text', ?, 0, ?)")
        .text(std::to_string(i))
        .text(chat)
        .number(++numbers_[chat])
        .text(text)
        .number(i)
        .run();
  }
  static std::string id_of(int chat) {
    char id[37];
    std::snprintf(id, sizeof id, "0f8fad5b-d9cb-469f-a165-%012d", chat);
    return id;
  }
  const std::string& some_word() {
    const double share = static_cast<double>(random_.next() % 1'000'000) / 1'000'000;
    const auto rank = static_cast<std::size_t>(std::pow(static_cast<double>(vocabulary), share)) - 1;
    return words_[rank + (random_.next() % 2) * vocabulary];
  }
  void remove() const {
    for (const auto* tail : {"", "-wal", "-shm"}) std::filesystem::remove(path_ + tail);
  }

  std::string path_;
  SeededRandom random_{11};
  std::vector<std::string> words_;
  std::map<std::string, std::int64_t> numbers_;
  std::unique_ptr<serve::Database> database_;
  std::unique_ptr<serve::SqliteStore> store_;
};

Corpus& corpus_of(std::int64_t messages) {
  static std::unique_ptr<Corpus> corpus;
  static std::int64_t size = 0;
  if (size != messages) {
    corpus = nullptr;
    corpus = std::make_unique<Corpus>(messages);
    size = messages;
  }
  return *corpus;
}

void search(benchmark::State& state, const std::string& who, std::string (*typed)(const Corpus&)) {
  auto& corpus = corpus_of(state.range(0));
  const auto text = typed(corpus);
  std::int64_t found = 0;
  for (auto _ : state) found = corpus.find(who, text).total;
  const auto messages = static_cast<double>(state.range(0));
  state.counters["found"] = static_cast<double>(found);
  state.counters["index_bytes"] =
      corpus.bytes("SELECT sum(pgsize) FROM dbstat WHERE name LIKE 'message_words%'") / messages;
  state.counters["all_bytes"] = corpus.bytes("SELECT sum(pgsize) FROM dbstat") / messages;
}

std::string common_word(const Corpus& corpus) { return corpus.word(0) + ' '; }
std::string rare_word(const Corpus& corpus) { return corpus.word(15'000) + ' '; }
std::string two_words(const Corpus& corpus) { return corpus.word(20) + ' ' + corpus.word(40) + ' '; }
std::string beginning(const Corpus& corpus) { return corpus.word(5).substr(0, 4); }  // two letters

// By size first, so that each is filled once.
const bool registered = [] {
  for (const std::int64_t messages : {100'000, 1'000'000}) {
    for (const auto* who : {"few", "all"}) {
      const auto add = [&](const char* what, std::string (*typed)(const Corpus&)) {
        benchmark::RegisterBenchmark((std::string{"search/"} + who + '/' + what).c_str(),
                                     [who, typed](benchmark::State& state) { search(state, who, typed); })
            ->Arg(messages)
            ->Unit(benchmark::kMillisecond);
      };
      add("common_word", &common_word);
      add("rare_word", &rare_word);
      add("two_words", &two_words);
      add("beginning", &beginning);
    }
  }
  return true;
}();

}  // namespace
}  // namespace quern::test
