#include "serve/store/word_index.hpp"

#include <libstemmer.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace quern::serve {
namespace {

constexpr char tokenizer_name[] = "quern";
constexpr int counted_at_most = 10'000;

fts5_api* fts5_of(sqlite3* database) {
  fts5_api* api = nullptr;
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v2(database, "SELECT fts5(?1)", -1, &statement, nullptr) != SQLITE_OK) return nullptr;
  sqlite3_bind_pointer(statement, 1, static_cast<void*>(&api), "fts5_api_ptr", nullptr);
  sqlite3_step(statement);
  sqlite3_finalize(statement);
  return api;
}

// ---- words and their stems

class Stemmer {
 public:
  explicit Stemmer(const char* language) : stemmer_(sb_stemmer_new(language, "UTF_8")) {}
  ~Stemmer() { sb_stemmer_delete(stemmer_); }
  Stemmer(const Stemmer&) = delete;
  Stemmer& operator=(const Stemmer&) = delete;

  bool is_there() const { return stemmer_ != nullptr; }
  std::string_view stem(std::string_view word) {
    const auto* out =
        sb_stemmer_stem(stemmer_, reinterpret_cast<const sb_symbol*>(word.data()), static_cast<int>(word.size()));
    if (!out) return word;
    return {reinterpret_cast<const char*>(out), static_cast<std::size_t>(sb_stemmer_length(stemmer_))};
  }

 private:
  sb_stemmer* stemmer_;
};

enum class Script { none, latin, cyrillic };

// Of lower case. а to я are D0 B0 to D1 8F.
Script script_of(std::string_view word) {
  auto script = Script::none;
  for (std::size_t i = 0; i < word.size(); ++i) {
    const auto byte = static_cast<unsigned char>(word[i]);
    const bool is_latin = byte >= 'a' && byte <= 'z';
    const bool is_cyrillic = (byte == 0xD0 || byte == 0xD1) && i + 1 < word.size();
    if (!is_latin && !is_cyrillic) return Script::none;
    const auto here = is_latin ? Script::latin : Script::cyrillic;
    if (script != Script::none && script != here) return Script::none;
    script = here;
    if (is_cyrillic) ++i;
  }
  return script;
}

void fold_yo(std::string& word) {
  constexpr std::string_view yo = "ё", ye = "е";
  for (auto at = word.find(yo); at != std::string::npos; at = word.find(yo, at)) word.replace(at, yo.size(), ye);
}

using OnToken = int (*)(void*, int, const char*, int, int, int);

// One a table that is open.
class WordTokenizer {
 public:
  WordTokenizer(const fts5_tokenizer& base, Fts5Tokenizer* cutter) : base_(base), cutter_(cutter) {}
  ~WordTokenizer() { base_.xDelete(cutter_); }
  WordTokenizer(const WordTokenizer&) = delete;
  WordTokenizer& operator=(const WordTokenizer&) = delete;

  bool is_whole() const { return russian_.is_there() && english_.is_there(); }

  int tokenize(void* context, int flags, const char* text, int size, OnToken on_token) {
    Run run{.self = this, .context = context, .on_token = on_token, .with_stems = (flags & FTS5_TOKENIZE_PREFIX) == 0};
    return base_.xTokenize(cutter_, &run, flags, text, size, &WordTokenizer::on_word);
  }

 private:
  struct Run {
    WordTokenizer* self;
    void* context;
    OnToken on_token;
    bool with_stems;  // the beginning of a word has none
  };

  static int on_word(void* run, int, const char* text, int size, int begin, int end) {
    const auto& [self, context, on_token, with_stems] = *static_cast<const Run*>(run);
    auto& word = self->word_;
    word.assign(text, static_cast<std::size_t>(size));
    fold_yo(word);
    const int result = on_token(context, 0, word.data(), static_cast<int>(word.size()), begin, end);
    if (result != SQLITE_OK || !with_stems) return result;
    const auto stem = self->stem_of(word);
    if (stem == word) return SQLITE_OK;
    return on_token(context, FTS5_TOKEN_COLOCATED, stem.data(), static_cast<int>(stem.size()), begin, end);
  }

  std::string_view stem_of(std::string_view word) {
    switch (script_of(word)) {
      case Script::cyrillic: return russian_.stem(word);
      case Script::latin: return english_.stem(word);
      case Script::none: break;
    }
    return word;
  }

  fts5_tokenizer base_;
  Fts5Tokenizer* cutter_;
  Stemmer russian_{"russian"}, english_{"english"};
  std::string word_;
};

int create_tokenizer(void* fts5, const char**, int, Fts5Tokenizer** out) {
  auto* api = static_cast<fts5_api*>(fts5);
  void* context = nullptr;
  fts5_tokenizer base{};
  if (const int found = api->xFindTokenizer(api, "unicode61", &context, &base); found != SQLITE_OK) return found;
  const char* arguments[] = {"remove_diacritics", "2"};
  Fts5Tokenizer* cutter = nullptr;
  if (const int made = base.xCreate(context, arguments, 2, &cutter); made != SQLITE_OK) return made;
  auto tokenizer = std::make_unique<WordTokenizer>(base, cutter);
  if (!tokenizer->is_whole()) return SQLITE_NOMEM;
  *out = reinterpret_cast<Fts5Tokenizer*>(tokenizer.release());
  return SQLITE_OK;
}

void delete_tokenizer(Fts5Tokenizer* tokenizer) { delete reinterpret_cast<WordTokenizer*>(tokenizer); }

int tokenize(Fts5Tokenizer* tokenizer, void* context, int flags, const char* text, int size, OnToken on_token) {
  return reinterpret_cast<WordTokenizer*>(tokenizer)->tokenize(context, flags, text, size, on_token);
}

// ---- how well a message matches

struct Rarities {
  double average_length = 1;
  std::vector<double> of_phrase;
};

int count_one(const Fts5ExtensionApi*, Fts5Context*, void* count) {
  return ++*static_cast<int*>(count) < counted_at_most ? SQLITE_OK : SQLITE_DONE;
}

// For all rows of one search: kept by FTS5 beside it.
Rarities* rarities_of(const Fts5ExtensionApi* api, Fts5Context* row, int first, bool has_prefix) {
  if (auto* kept = static_cast<Rarities*>(api->xGetAuxdata(row, 0))) return kept;
  auto made = std::make_unique<Rarities>();
  sqlite3_int64 rows = 0, words = 0;
  if (api->xRowCount(row, &rows) != SQLITE_OK || api->xColumnTotalSize(row, 0, &words) != SQLITE_OK) return nullptr;
  made->average_length =
      std::max(1.0, static_cast<double>(words) / static_cast<double>(std::max<sqlite3_int64>(rows, 1)));
  const int phrases = api->xPhraseCount(row);
  for (int phrase = 0; phrase < phrases; ++phrase) {
    const bool is_prefix = has_prefix && phrase == phrases - 2;  // the word itself follows it
    int hits = 0;
    if (phrase >= first && !is_prefix && api->xQueryPhrase(row, phrase, &hits, &count_one) != SQLITE_OK) return nullptr;
    const double share = (static_cast<double>(rows) - hits + 0.5) / (hits + 0.5);
    made->of_phrase.push_back(is_prefix ? 0.5 : std::max(0.1, std::log(1 + share)));
  }
  auto* kept = made.release();
  const auto forget = [](void* rarities) { delete static_cast<Rarities*>(rarities); };
  return api->xSetAuxdata(row, kept, forget) == SQLITE_OK ? kept : nullptr;
}

void search_rank(const Fts5ExtensionApi* api, Fts5Context* row, sqlite3_context* result, int count,
                 sqlite3_value** arguments) {
  if (count != 2) return sqlite3_result_error(result, "search_rank takes two arguments", -1);
  const int first = sqlite3_value_int(arguments[0]);
  const auto* rarities = rarities_of(api, row, first, sqlite3_value_int(arguments[1]) != 0);
  if (!rarities) return sqlite3_result_error_code(result, SQLITE_ERROR);
  int length = 0;
  api->xColumnSize(row, 0, &length);
  constexpr double k1 = 1.2, b = 0.75;
  const double weight = k1 * (1 - b + b * length / rarities->average_length);
  double rank = 0;
  for (int phrase = first; phrase < api->xPhraseCount(row); ++phrase) {
    Fts5PhraseIter place{};
    int column = 0, offset = 0;
    double hits = 0;
    for (api->xPhraseFirst(row, phrase, &place, &column, &offset); column >= 0;
         api->xPhraseNext(row, &place, &column, &offset)) {
      if (column == 0) ++hits;
    }
    rank += rarities->of_phrase[static_cast<std::size_t>(phrase)] * hits * (k1 + 1) / (hits + weight);
  }
  sqlite3_result_double(result, rank);
}

int count_word(void* count, int flags, const char*, int, int, int) {
  if ((flags & FTS5_TOKEN_COLOCATED) == 0) ++*static_cast<int*>(count);
  return SQLITE_OK;
}

}  // namespace

int register_word_index(sqlite3* database) {
  auto* api = fts5_of(database);
  if (!api) return SQLITE_ERROR;
  fts5_tokenizer ours{.xCreate = &create_tokenizer, .xDelete = &delete_tokenizer, .xTokenize = &tokenize};
  const int made = api->xCreateTokenizer(api, tokenizer_name, api, &ours, nullptr);
  if (made != SQLITE_OK) return made;
  return api->xCreateFunction(api, "search_rank", nullptr, &search_rank, nullptr);
}

int count_words(sqlite3* database, std::string_view text) {
  auto* api = fts5_of(database);
  Fts5Tokenizer* tokenizer = nullptr;
  if (!api || create_tokenizer(api, nullptr, 0, &tokenizer) != SQLITE_OK) return 0;
  const std::unique_ptr<Fts5Tokenizer, void (*)(Fts5Tokenizer*)> owner{tokenizer, &delete_tokenizer};
  int count = 0;
  tokenize(tokenizer, &count, FTS5_TOKENIZE_QUERY, text.data(), static_cast<int>(text.size()), &count_word);
  return count;
}

}  // namespace quern::serve
