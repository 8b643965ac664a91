#include "core/app/route.hpp"

#include <gtest/gtest.h>

#include "core/app/router.hpp"
#include "tests/unit/app/fakes.hpp"

namespace quern::app {
namespace {

struct Address {
  const char* path;
  Route route;
  const char* written;  // as the application writes it
};

TEST(Route, ReadsAndWritesEveryAddress) {
  const Address addresses[] = {
      {"/", ProjectsPage{}, "/projects"},
      {"", ProjectsPage{}, "/projects"},
      {"/projects", ProjectsPage{}, "/projects"},
      {"/projects/", ProjectsPage{}, "/projects"},
      {"/projects?offset=0&search=", ProjectsPage{}, "/projects"},
      {"/projects?search=a%20b%26c", ProjectsPage{"a b&c"}, "/projects?search=a%20b%26c"},
      {"/projects?search=a+b", ProjectsPage{"a b"}, "/projects?search=a%20b"},
      {"/projects?search=%D0%BE%D0%BD", ProjectsPage{"он"}, "/projects?search=%D0%BE%D0%BD"},
      {"/projects?search=он&offset=40", ProjectsPage{"он", 40}, "/projects?search=%D0%BE%D0%BD&offset=40"},
      {"/projects?offset=20#top", ProjectsPage{"", 20}, "/projects?offset=20"},
      {"/projects?offset=-20", ProjectsPage{}, "/projects"},
      {"/projects?offset=9999999999", ProjectsPage{}, "/projects"},
      {"/projects?offset=2x", ProjectsPage{}, "/projects"},
      {"/projects?search=100%", ProjectsPage{"100%"}, "/projects?search=100%25"},
      {"/projects/42", ProjectPage{"42"}, "/projects/42"},
      {"/projects/a%2Fb", ProjectPage{"a/b"}, "/projects/a%2Fb"},
      {"/settings", SettingsPage{}, "/settings"},
      {"/login", LoginPage{}, "/login"},
      {"/login?return=/projects/42", LoginPage{"/projects/42"}, "/login?return=/projects/42"},
      {"/login?return=/projects%3Fsearch%3Da", LoginPage{"/projects?search=a"}, "/login?return=/projects%3Fsearch%3Da"},
      {"/register?return=/settings", RegisterPage{"/settings"}, "/register?return=/settings"},
      {"/chats", ChatsPage{}, "/chats"},
      {"/chats?search=a+b", ChatsPage{"a b"}, "/chats?search=a%20b"},
      {"/chats/42", ChatPage{"42"}, "/chats/42"},
      {"/chats/42/more", NotFoundPage{"/chats/42/more"}, "/chats/42/more"},
      {"/projects/42/more", NotFoundPage{"/projects/42/more"}, "/projects/42/more"},
      {"/nowhere?a=b", NotFoundPage{"/nowhere?a=b"}, "/nowhere?a=b"},
  };
  for (const auto& address : addresses) {
    EXPECT_EQ(parse_route(address.path), address.route) << address.path;
    EXPECT_EQ(format_route(address.route), address.written) << address.path;
    EXPECT_EQ(parse_route(address.written), address.route) << address.written;
  }
}

TEST(Route, ReturnsOnlyToPagesOfItsOwn) {
  EXPECT_EQ(return_route(LoginPage{"/projects/42"}), Route{ProjectPage{"42"}});
  EXPECT_EQ(return_route(RegisterPage{"/projects?search=a"}), Route{ProjectsPage{"a"}});
  EXPECT_EQ(return_route(LoginPage{}), Route{ProjectsPage{}});
  EXPECT_EQ(return_route(LoginPage{"//elsewhere.example/"}), Route{ProjectsPage{}});
  EXPECT_EQ(return_route(LoginPage{"https://elsewhere.example/"}), Route{ProjectsPage{}});
  EXPECT_EQ(return_route(LoginPage{"/login?return=/login"}), Route{ProjectsPage{}});
}

struct RouterWorld {
  explicit RouterWorld(std::string path) : bar(std::move(path)) {}
  test::FakeAddressBar bar;
  std::vector<Arrival> arrivals;
  Router router{bar, [this](const Route&, Arrival how) { arrivals.push_back(how); }};
};

TEST(Router, NamesTheFirstPageByItsAddress) {
  RouterWorld world{"/"};
  EXPECT_EQ(world.router.route(), Route{ProjectsPage{}});
  EXPECT_EQ(world.bar.location(), "/projects");
  EXPECT_EQ(world.bar.entries(), 1u);
}

TEST(Router, LeavesAnUnknownAddressAsItWasTyped) {
  RouterWorld world{"/nowhere"};
  EXPECT_EQ(world.router.route(), Route{NotFoundPage{"/nowhere"}});
  EXPECT_EQ(world.bar.location(), "/nowhere");
}

TEST(Router, WritesAnEntryForAPageAndRenamesOneForASearch) {
  RouterWorld world{"/projects"};
  world.router.replace(ProjectsPage{"a"});
  world.router.replace(ProjectsPage{"ab"});
  world.router.go(ProjectPage{"42"});
  world.router.go(ProjectPage{"42"});  // already there

  EXPECT_EQ(world.bar.entries(), 2u);
  EXPECT_EQ(world.bar.location(), "/projects/42");
  EXPECT_EQ(world.arrivals, (std::vector{Arrival::rename, Arrival::rename, Arrival::link}));
}

TEST(Router, FollowsBackAndForward) {
  RouterWorld world{"/projects?search=a"};
  world.router.go(ProjectPage{"42"});

  world.bar.back();
  world.router.on_location_changed();
  EXPECT_EQ(world.router.route(), Route{ProjectsPage{"a"}});
  EXPECT_EQ(world.router.arrival(), Arrival::history);

  world.bar.forward();
  world.router.on_location_changed();
  EXPECT_EQ(world.router.route(), Route{ProjectPage{"42"}});
}

}  // namespace
}  // namespace quern::app
