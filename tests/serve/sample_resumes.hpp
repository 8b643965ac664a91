// Resumes for tests: two whole ones, and any number of generated ones in either language.
#pragma once

#include <cstdint>
#include <string>

#include "core/api/resume.hpp"
#include "serve/documents/language.hpp"

namespace quern::test {

Resume russian_resume();
Resume english_resume();
// By a seed: names, texts and dates of many lengths and alphabets, with and without each of its parts.
Resume generated_resume(std::uint64_t seed, serve::Language language);

// What pdftotext says of a PDF, as the server asks it; "" when it cannot read it.
std::string pdf_boxes(const std::string& pdf);
std::string run_on_file(const std::string& command, const std::string& bytes);  // the file's path goes where {} stands

}  // namespace quern::test
