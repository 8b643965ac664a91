// A person's other device, by HTTP alone: it sends what a page of ours would send, and keeps cookies as a browser does.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "tests/serve/http_client.hpp"

namespace quern::test {

class Browser {
 public:
  explicit Browser(std::uint16_t port) : port_(port) {}

  Answer get(std::string_view target) { return send("GET", target, {}); }
  Answer post(std::string_view target, std::string_view json = {}, const Fields& more = {}) {
    return send("POST", target, json, more);
  }
  Answer patch(std::string_view target, std::string_view json, const Fields& more = {}) {
    return send("PATCH", target, json, more);
  }
  Answer remove(std::string_view target, const Fields& more = {}) { return send("DELETE", target, {}, more); }
  Answer send(std::string_view method, std::string_view target, std::string_view json, const Fields& more = {});

  Answer sign_up(std::string_view email, std::string_view password = "correct horse");
  Answer sign_in(std::string_view email, std::string_view password = "correct horse");
  std::string create_project(std::string_view name);  // answers its id

  std::string cookie(const std::string& name = "quern_session") const;
  void set_cookie(const std::string& value) { cookies_["quern_session"] = value; }
  Fields headers(std::string_view method) const;  // what goes with a call of this method
  std::uint16_t port() const { return port_; }

 private:
  void keep_cookies(const Answer& answer);
  std::uint16_t port_;
  std::map<std::string, std::string> cookies_;
};

}  // namespace quern::test
