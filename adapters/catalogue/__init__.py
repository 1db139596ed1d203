r"""Platform courses kept as rows (a course, its sections, its lessons) become `domain.course.Course`.

Section → chapter, lesson → section, lesson content → units. What a lesson's `content` may be, told by structure:

| content                                         | becomes                                                     |
|-------------------------------------------------|-------------------------------------------------------------|
| a string of HTML                                | one unit, the HTML to the letter (of a document: its body)  |
| a string of Markdown                            | one unit, rendered                                          |
| `{markdown: …}`, `{html: …}`                    | one unit; the name says what the text is                    |
| `{text: …}`, `{content: …}`, `{body: …}`        | one unit, HTML or Markdown as a bare string would be; where |
|                                                 | the value is itself a row of this table: what that becomes  |
| `{intro, sections[], examples[], exercises[],   | a structured lesson, any of the five; one unit for each     |
|   interactive_elements[]}`                      | part: intro, each section, examples, exercises, interactive |
| `[{type: …}, …]` or a single `{type: …}`        | one unit, the blocks one after the other; types: html,      |
|                                                 | markdown, text, paragraph, heading, code, image, list, quote|
| any object or list of these as JSON text        | what the JSON would become                                  |
| nothing (`null`, `""`, `{}`, `[]`)              | `content_text`, read as a string; else LESSON_EMPTY         |
| a block of any other type (quiz, video, …)      | UNSUPPORTED_CONTENT at every place; nothing is published    |
| anything else                                   | CONTENT_SHAPE_UNKNOWN, with what was found                  |

Parts of a structured lesson: section `{title, content, citations[]?}`, example `{title?, content?, code?,
language?}`, exercise `{title?, question, hints?, solution}`; the texts in them may be any row of the table that
makes one unit. A part is known by its own `id`, else by its title and its number among parts of one title: see
docs/decisions/0012. A field that no shape knows fails the lesson (CONTENT_FIELD_UNKNOWN) unless it is a number, a
boolean, empty, or named as in `fields.METADATA`: content is never left out in silence.

Markdown is CommonMark with tables, strikethrough, task lists, footnotes, and formulas: `$…$`, `$$…$$`, and
(against CommonMark) `\(…\)` and `\[…\]` as `tex.py` tells them.
"""
