#include "tests/ui/gallery.hpp"

#include <array>

namespace quern::test {
namespace {

using namespace ui;

void section(Ui& ui, std::string_view name) {
  label(ui, name, {.style = type::caption.semibold(), .colour = ui.theme.text_faint});
}

void buttons(Ui& ui) {
  section(ui, "Кнопки: покой, недоступна, занята");
  const std::array kinds{ButtonKind::primary, ButtonKind::secondary, ButtonKind::quiet, ButtonKind::danger};
  const std::array<std::string_view, 4> names{"Создать", "Скачать", "Отмена", "Удалить"};
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    const ScopedId id(static_cast<int>(i));
    Rect row = ui.place(640, 36);
    cut_left(row, 68, 8);
    button(ui.at(cut_left(row, 86, 8)), names[i], {.kind = kinds[i]});
    button(ui.at(cut_left(row, 86, 8)), names[i], {.kind = kinds[i], .is_disabled = true, .tooltip = "Нет прав"});
    button(ui.at(cut_left(row, 86, 8)), names[i], {.kind = kinds[i], .is_busy = true});
  }
  const Row row(ui, 44, {.gap = 12});
  button(ui, "Крупная 44", {.kind = ButtonKind::primary, .size = ButtonSize::large});
  button(ui, "Средняя 36", {.icon = Icon::download});
  button(ui, "Малая 28", {.size = ButtonSize::small});
  icon_button(ui, Icon::more, "Ещё");
  icon_button(ui, Icon::bell, "Звук", {.is_on = true, .is_checked = true});
  icon_button(ui, Icon::search, "Искать");
  icon_button(ui, Icon::trash, "Удалить навсегда", {.is_disabled = true});
}

void fields(Ui& ui, GalleryState& state) {
  section(ui, "Поля: покой, заполнено, ошибка, недоступно, с подсказкой");
  Rect left = ui.place(ui.available_width(), ui.is_phone() ? 600 : 240);
  Rect right = ui.is_phone() ? cut_bottom(left, 300) : cut_right(left, (left.width - 16) / 2, 16);
  {
    const Column column(ui, left, {.gap = 12});
    text_field(ui, "Название", state.name, {.placeholder = "Например, «Выход из декрета»"});
    text_field(ui, "Название", state.name_filled);
    text_field(ui, "Почта", state.email, {.type = FieldType::email, .error = "Нет домена, например praktika.ru"});
  }
  const Column column(ui, right, {.gap = 12});
  text_field(ui, "Название", state.archive, {.is_disabled = true});
  text_field(ui, "Пароль", state.password, {.type = FieldType::password});
  text_field(ui, "Язык сессии", state.language, {.help = "Вопросы и резюме на этом языке"});
}

void choices(Ui& ui, GalleryState& state) {
  section(ui, "Выбор");
  {
    const Row row(ui, 20, {.gap = 32});
    checkbox(ui, "Не выбрано", state.off);
    radio(ui, "Личный чат", false);
    toggle(ui, "Без звука", state.muted);
  }
  {
    const Row row(ui, 20, {.gap = 32});
    checkbox(ui, "Выбрано", state.on);
    radio(ui, "Группа", true);
    toggle(ui, "Работаю сейчас", state.works_here);
  }
  {
    const Row row(ui, 20, {.gap = 32});
    checkbox(ui, "Недоступно", state.off, {.is_disabled = true, .tooltip = "Только для владельца"});
  }
  const std::array segments{Segment{"Расшифровка"}, Segment{"Цитаты"}, Segment{"Итог"}};
  segmented(ui, "Вид", segments, state.segment);
  const std::array parts{Tab{"Все"}, Tab{"Мои", 4}};
  tabs(ui, "Чьи", parts, state.tab);
  const Row row(ui, 28, {.gap = 8});
  chip(ui, "Всё", true);
  chip(ui, "Непрочитанные", false);
  tag(ui, "Сегментация", "Убрать «Сегментация»");
  badge(ui, 4);
  badge(ui, 128);
  badge(ui, 37, true);
  key_hint(ui, "Ctrl");
  key_hint(ui, "K");
}

void states(Ui& ui) {
  section(ui, "Состояния, ход работы, люди");
  {
    const Row row(ui, 24, {.gap = 12});
    status_tag(ui, "Готово", Tone::success, Icon::check);
    status_tag(ui, "Загрузка, 62 %", Tone::accent, Icon::none, true);
    status_tag(ui, "В обработке", Tone::warning, Icon::clock);
    status_tag(ui, "Ошибка", Tone::danger, Icon::alert);
    status_tag(ui, "Черновик", Tone::neutral);
  }
  progress_bar(ui, "Загрузка", .62f);
  progress_bar(ui, "Обработка", 1, Tone::success);
  progress_bar(ui, "Разбор", -1);
  {
    const Row row(ui, 44, {.gap = 12});
    avatar(ui, "Оксана Нечаева", "5", {.is_online = true, .is_told = true});
    avatar(ui, "Екатерина Вознесенская", "8", {.size = 36});
    avatar(ui, "Дмитрий Лем", "6", {.size = 28});
    avatar(ui, "Клиентская служба", "2", {.size = 36, .is_square = true});
  }
  {
    const Row row(ui, 36, {.gap = 12});
    label(ui, "28/36", {.style = type::display});
    label(ui, "20/28", {.style = type::heading});
    label(ui, "16/24", {.style = type::title});
    label(ui, "15/20", {.style = type::message});
    label(ui, "14/20");
    label(ui, "13/18", {.style = type::small});
    label(ui, "12/16", {.style = type::caption});
  }
  link(ui, "Не помню пароль", "/forgot");
}

void icons(Ui& ui) {
  section(ui, "Значки: сетка 20, линия 1,5");
  Rect row;
  for (int i = 0; i < icon_count; ++i) {
    if (i % 15 == 0) row = ui.place(540, 20);
    icon(ui, static_cast<Icon>(i), cut_left(row, 36), 20, ui.theme.text_muted);
  }
  Rect levels = ui.place(592, 80);
  const std::array<std::string_view, 3> names{"e1", "e2", "e3"};
  for (std::size_t i = 0; i < 3; ++i) {
    Rect rect = cut_left(levels, 176, 24);
    rect.height = 64;
    const float corner = i == 2 ? radius::dialog : radius::card;
    shadow(ui, rect, corner, static_cast<Elevation>(i + 1));
    fill(rect, i == 0 ? ui.theme.surface_raised : ui.theme.surface_overlay, corner);
    stroke(rect, i == 0 ? ui.theme.border : ui.theme.border_strong, corner);
    line_of_text(ui, names[i], type::small, rect, ui.theme.text_muted, Align::centre);
  }
  draw_mark(draw_list(), ui.place(32, 32), ui.theme.accent);
}

void rows(Ui& ui) {
  section(ui, "Строка списка: покой, выбор, скелет");
  const std::array<std::string_view, 3> names{"Марат Сафиуллин", "Екатерина Вознесенская-Чернышевская", "Дмитрий Лем"};
  {
    const List list(ui, "Чаты");
    for (int i = 0; i < 3; ++i) {
      const auto name = names[static_cast<std::size_t>(i)];
      const ScopedId id(i);
      const ListRow row(ui, {.name = name, .href = "/chats/1", .is_selected = i == 2, .position = i, .count = 3});
      Rect inner = row.content();
      avatar(ui.at(centred(cut_left(inner, 44, 12), 44, 44)), name, name);
      inner = centred(inner, inner.width, 42);
      Rect first = cut_top(inner, 20, 2);
      line_of_text(ui, "13:05", type::caption.tabular(), cut_right(first, 36, 6), ui.theme.text_faint, Align::end);
      line_of_text(ui, name, type::body.semibold(), first, ui.theme.text);
      label(ui.at(cut_left(inner, inner.width - 28)), "Отчёт по удержанию за февраль", {.colour = ui.theme.text_muted});
      badge(ui.at(centred(inner, 20, 20)), 2, false, "2 непрочитанных");
    }
  }
  skeleton_rows(ui, 2);
}

void messages(Ui& ui, GalleryState& state) {
  section(ui, "Диалог");
  if (button(ui, "Открыть диалог", {.kind = ButtonKind::primary})) state.has_dialog = true;
  const Control more = icon_button(ui, Icon::more, "Действия", {.is_expanded = is_menu_open(ui, 77)});
  if (more) open_menu(ui, 77, more.rect);
  if (Menu menu{ui, 77, "Действия"}) {
    menu_item(ui, menu, "Ответить", {.icon = Icon::reply, .key_hint = "R"});
    menu_item(ui, menu, "Изменить", {.icon = Icon::edit, .key_hint = "↑"});
    menu_item(ui, menu, "Копировать текст", {.icon = Icon::copy, .key_hint = "Ctrl C"});
    menu_divider(ui, menu);
    menu_item(ui, menu, "Удалить", {.icon = Icon::trash, .is_dangerous = true});
  }
  section(ui, "Полосы связи и обновления");
  banner(ui, {.icon = Icon::offline, .lead = "Нет связи.", .text = "Следующая попытка через 8 с", .action = "Сейчас"});
  banner(ui, {.tone = Tone::danger,
              .icon = Icon::warning,
              .lead = "Нет места:",
              .text = "черновики не сохраняются",
              .action = "Что делать"});
  banner(ui, {.tone = Tone::accent, .icon = Icon::info, .text = "Есть новая версия Quern", .action = "Обновить"});
  section(ui, "Поля");
  search_box(ui, "Поиск проектов", state.search, "Название или описание");
  text_field(ui, "Описание", state.description,
             {.type = FieldType::multiline, .note = "4 962 знака осталось", .height = 60});
  pager(ui, state.offset, 20, 38);
}

void panels(Ui& ui, GalleryState& state) {
  const float width = ui.available_width();
  const Rect place = ui.place(width, 254);
  card(ui, place);
  if (empty_state(ui.at(inset(place, 24)),
                  {.icon = Icon::project,
                   .title = "Проектов пока нет",
                   .sentence = "Проект собирает записи разговоров, расшифровки и цитаты в одном месте.",
                   .action = "Новый проект",
                   .action_icon = Icon::plus})) {
    state.has_dialog = true;
  }
  const Rect below = ui.place(width, 210);
  card(ui, below);
  error_panel(ui.at(inset(below, 24, 20)),
              {.title = "Интервью не загрузились", .reason = "Сервер не ответил за 30 секунд (504).", .code = "504"});
}

void dialog(Ui& ui, GalleryState& state) {
  const Dialog dialog(ui, "new project", "Новый проект");
  text_field(ui, "Название проекта", state.title,
             {.placeholder = "Введите название", .error = state.title.empty() ? "Без названия проект не найти" : ""});
  text_field(ui, "Описание проекта", state.description, {.type = FieldType::multiline, .height = 60});
  const DialogAnswer answer = dialog_buttons(ui, "Создать проект");
  if (answer == DialogAnswer::none && !dialog.is_dismissed()) return;
  state.has_dialog = false;
  dialog.give_focus_back();
}

}  // namespace

void gallery(Ui& ui, GalleryState& state) {
  if (ui.is_phone()) {
    const ScrollArea area(ui, "Всё", ui.screen, {.padding = 16, .gap = 8});
    buttons(ui);
    choices(ui, state);
    fields(ui, state);
    states(ui);
    icons(ui);
    return;
  }
  Rect page = inset(ui.screen, 24, 16);
  {
    const Column column(ui, cut_left(page, 640, 32), {.gap = 8});
    buttons(ui);
    ui.space(12);
    choices(ui, state);
    ui.space(12);
    icons(ui);
  }
  const Column column(ui, page, {.gap = 12});
  fields(ui, state);
  states(ui);
}

void gallery2(Ui& ui, GalleryState& state) {
  if (ui.is_phone()) {
    const ScrollArea area(ui, "Всё", ui.screen, {.padding = 16, .gap = 8});
    rows(ui);
    messages(ui, state);
    panels(ui, state);
  } else {
    Rect page = inset(ui.screen, 24, 16);
    {
      const Column column(ui, cut_left(page, 344, 24), {.gap = 8});
      rows(ui);
    }
    {
      const Column column(ui, cut_left(page, 420, 24), {.gap = 8});
      messages(ui, state);
    }
    const Column column(ui, page, {.gap = 24});
    panels(ui, state);
  }
  if (state.has_dialog) dialog(ui, state);
  const std::array shown{
      ToastView{.id = 1, .text = "Сообщение удалено", .icon = Icon::trash, .action = "Вернуть", .left = Duration{3900}},
      ToastView{
          .id = 2, .text = "Не переименовано: нет прав", .icon = Icon::alert, .is_error = true, .action = "Подробнее"}};
  toasts(ui, shown);
}

}  // namespace quern::test
