#include "core/app/profile.hpp"

#include <utility>

#include "core/app/keys.hpp"

namespace quern::app {

Profile::Profile(query::QueryClient& client, Toasts& toasts, Api api)
    : client_(client),
      toasts_(toasts),
      api_(api.with_retry(0)) {}

void Profile::rename(std::string display_name) { update({.display_name = std::move(display_name)}, true); }

void Profile::speak(std::string locale) { update({.locale = std::move(locale)}, false); }

void Profile::update(UserPatch patch, bool tells_refusal) {
  query::MutationOptions<UserPatch, User> options;
  options.fetch = [api = api_](UserPatch write, query::MutationContext context) {
    return api.update_user(std::move(write), context.stop);
  };
  options.optimistic = [](query::OptimisticPatches& patches, const UserPatch& write) {
    patches.update<User>(keys::user_current(), [write](User user) {
      write.apply_to(user);
      return user;
    });
  };
  options.on_success = [this](const User& user, const UserPatch&, query::MutationContext&) {
    client_.set_data(keys::user_current(), user);
    return client_.invalidate(keys::user_current());
  };
  options.on_error = [this, tells_refusal](const Error& error, const UserPatch& write, query::MutationContext&) {
    if (!tells_refusal || error.is(ErrorKind::cancelled)) return;
    toasts_.show(
        {.notice = {.id = Notice::Id::profile_not_saved, .subject = write.display_name.value_or(""), .reason = error},
         .is_error = true});
  };
  options.scope = "profile";
  client_.mutate(std::move(options), std::move(patch)).detach();
}

}  // namespace quern::app
