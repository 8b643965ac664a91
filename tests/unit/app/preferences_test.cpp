#include "core/app/preferences.hpp"

#include <gtest/gtest.h>

#include "tests/unit/app/fakes.hpp"

namespace quern::app {
namespace {

TEST(Preferences, FollowTheSystemUntilSomethingIsChosen) {
  test::FakeSettings settings;
  const Preferences preferences{settings, {}};
  EXPECT_EQ(preferences.theme(), ThemeChoice::system);
  EXPECT_EQ(preferences.language(), LanguageChoice::automatic);
}

TEST(Preferences, KeepAChoiceForTheNextStart) {
  test::FakeSettings settings;
  int changes = 0;
  Preferences preferences{settings, [&] { ++changes; }};
  preferences.choose_theme(ThemeChoice::light);
  preferences.choose_theme(ThemeChoice::light);
  preferences.choose_language(LanguageChoice::russian);

  const Preferences next{settings, {}};
  EXPECT_EQ(next.theme(), ThemeChoice::light);
  EXPECT_EQ(next.language(), LanguageChoice::russian);
  EXPECT_EQ(changes, 2);
}

TEST(Preferences, TakeAWordTheyDoNotKnowForNone) {
  test::FakeSettings settings;
  settings.values = {{"theme", "sepia"}, {"language", "de"}};
  const Preferences preferences{settings, {}};
  EXPECT_EQ(preferences.theme(), ThemeChoice::system);
  EXPECT_EQ(preferences.language(), LanguageChoice::automatic);
}

TEST(Preferences, SpeakTheChoiceThenTheProfileThenTheSystem) {
  struct Row {
    LanguageChoice choice;
    const char* profile;
    const char* system;
    Language spoken;
  };
  using enum LanguageChoice;
  const Row rows[] = {
      {automatic, "", "ru-RU,en", Language::russian},
      {automatic, "", "en-GB,ru", Language::english},
      {automatic, "", "de, RU;q=0.8,en", Language::russian},
      {automatic, "", "rum,de", Language::english},  // Romansh is not Russian
      {automatic, "", "", Language::english},
      {automatic, "ru", "en", Language::russian},
      {automatic, "fr", "ru", Language::russian},
      {english, "ru", "ru", Language::english},
      {russian, "en", "en", Language::russian},
  };
  for (const auto& row : rows) {
    test::FakeSettings settings;
    Preferences preferences{settings, {}};
    preferences.choose_language(row.choice);
    EXPECT_EQ(preferences.speak(row.profile, row.system), row.spoken) << row.profile << " / " << row.system;
  }
}

}  // namespace
}  // namespace quern::app
