"""The damage of renderings, undone: a rule each, proved by a text of our own."""

from __future__ import annotations

import time

import pytest

from migkg.ingest.blocks import Block, Mark
from migkg.ingest.read.text import read_markdown, read_text

PROSE = (
    "The pickers who come to the orchards each summer are hired by small farms, and most of them return in the year "
    "after; their contracts are short, their wages are paid by the basket, and few inspectors have ever seen them. "
)


def blocks(text: str) -> tuple[Block, ...]:
    return read_text("a.txt", text).blocks


def told(text: str) -> list[tuple[str, str, str]]:
    return [(block.kind, block.marker, block.text) for block in blocks(text)]


def texts(text: str) -> list[str]:
    return [block.text for block in blocks(text)]


# --- lines -------------------------------------------------------------------------------------


def test_broken_lines_are_joined_and_a_short_last_line_ends_a_paragraph() -> None:
    text = (
        "Most of the pickers come from villages close by, and they stay for the\n"
        "whole of the harvest, which lasts for seven or eight weeks in all. Few\n"
        "of them have a contract.\n"
        "The Board has counted them since the spring of the year in which it was\n"
        "founded.\n"
    )
    assert [found[:20] for found in texts(text)] == ["Most of the pickers ", "The Board has counte"]


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("a well-\nknown case", "a well-known case"),  # the other lines show the hyphen
        ("the counting of mi-\ngrants", "the counting of migrants"),
        ("the Secretary-\nGeneral", "the Secretary-General"),
        ("in 2018-\n19 and after", "in 2018-19 and after"),
        ("low-\nand high-paid work", "low- and high-paid work"),
        ("mutual rec\u00ad\nognition", "mutual recognition"),
    ],
)
def test_a_hyphen_at_the_end_of_a_line_stays_if_it_belongs_to_the_word(broken: str, whole: str) -> None:
    others = "The other lines tell of a well-known orchard, of migrants and of work that is well known to all of us.\n\n"
    assert whole in texts(f"{others}Here the text speaks of {broken}, and goes on to something else.")[1]


def test_soft_hyphens_go() -> None:
    assert texts("The orch\u00adards of the north.") == ["The orchards of the north."]


def test_a_compound_gets_back_the_hyphen_that_it_has_elsewhere() -> None:
    text = "Capacity-building is dear. The best capacity-building costs, and so does capacity-building at home.\n\n"
    assert texts(f"{text}No capacitybuilding is free.")[1] == "No capacity-building is free."


def test_an_empty_line_after_every_line_is_none() -> None:
    text = (
        "1. The number of those who pick fruit has grown in each of the last ten \n\n"
        "years, and most of them come from villages that are close by, while some \n\n"
        "come from far away and stay for a short \n\n"
        "time. \n\n"
        "2. The Board has counted them since the spring of the year in which it was \n\n"
        "founded, and the counting will go on for as long as it has the means to \n\n"
        "pay for it. \n\n"
        "What comes next \n\n"
        "3. Two more rounds of the counting are planned for the coming years, and \n\n"
        "the first of them is near. \n\n"
    )
    assert [(kind, marker) for kind, marker, _ in told(text)] == [
        *(("item", "1."), ("item", "2."), ("heading", ""), ("item", "3.")),
    ]
    assert texts(text)[0].endswith("while some come from far away and stay for a short time.")


def test_a_short_text_with_an_empty_line_after_every_line_is_joined_but_for_its_cover() -> None:
    text = (
        "GOVERNING BODY\nPlums in winter\nDate: 3 March 2031\nAuthor unit: Orchards and Cold Stores Branch (COLD).\n"
        "Related documents: GB.999/POL/6.\nThis paper tells who has kept plums over the winter, and in which stores.\n"
        "Stores\n1. Plums are kept in stores of stone that were built by the Board of Orchards and\n"
        "Villages, of which few are left. In the north they are kept in\nboxes of wood, and in the south in jars.\n"
        "2. Nothing else is known, since the keepers do not tell what they do with them in the\nwinter.\n"
    )
    found = texts(text.replace("\n", "\n\n"))
    assert [one[:14] for one in found] == [
        "GOVERNING BODY", "Plums in winte", "Date: 3 March ", "Author unit: O", "Related docume", "This paper tel",
        "Stores", "Plums are kept", "Nothing else i",
    ]  # fmt: skip


def test_a_paragraph_goes_on_behind_the_end_of_a_page() -> None:
    text = "7. Plums are kept by those who have signed a contract with the Board of\n\n\fOrchards, and by nobody else.\n"
    (found,) = told("A first line of the page that is as long as any other line is.\n\n" + text)[1:]
    assert found[2].endswith("the Board of Orchards, and by nobody else.")


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ("Orchards Department", "Guidelines on plums in orchards that are old"),
        ("Plums in winter, and the stores that hold them", "Contents"),
        ("GB.999/POL/6/Appendix II", "Policy Development Section"),
        ("Second item on the agenda", "Plums in winter"),
    ],
)
def test_lines_of_covers_stand_alone(above: str, below: str) -> None:
    broken = "The pickers who come to the orchards each summer are hired by small\nfarms, and most of them return.\n"
    assert texts(f"{above}\n{below}\n\n{broken}")[:2] == [above, below]


def test_the_first_head_of_a_page_is_the_cover() -> None:
    pages = "".join(f"\n\fTMPLUM/2031/4\n\n{number}. {PROSE}\n" for number in range(1, 4))
    assert texts(f"TMPLUM/2031/4\n\nPlums in winter\n{pages}")[:2] == ["TMPLUM/2031/4", "Plums in winter"]


def test_a_line_in_capitals_stands_alone() -> None:
    assert texts("INTERNATIONAL ORCHARD OFFICE\nGoverning Body\n")[0] == "INTERNATIONAL ORCHARD OFFICE"


def test_lines_that_were_ended_on_purpose_are_not_joined() -> None:
    text = (
        "Governing Body\n399th Session, Geneva, March 2031\n\nFarms Section          POL\n\n"
        "Date: 3 March 2031\nOriginal: English\n\n"
        "The document gives an account of what was done on farm work since the Conference\n"
        "dealt with it, and asks for guidance on what to do in the coming years.\n"
        "Legal implications: None.\nAuthor unit: Farms Branch.\n"
    )
    assert texts(text) == [
        *(
            "Governing Body",
            "399th Session, Geneva, March 2031",
            "Farms Section",
            "POL",
            "Date: 3 March 2031",
        ),
        "Original: English",
        (
            "The document gives an account of what was done on farm work since the Conference dealt with it, and asks for "
            "guidance on what to do in the coming years."
        ),
        *("Legal implications: None.", "Author unit: Farms Branch."),
    ]


# --- pages -------------------------------------------------------------------------------------


def test_running_headers_footers_and_page_numbers_go() -> None:
    pages = [
        f"Work in orchards, a report\n\n{number}. {PROSE}And this is the end of page number {number} of the\n\n{number}"
        for number in range(1, 5)
    ]
    found = blocks("\f".join(pages))
    assert [(block.marker, block.page) for block in found] == [("1.", 1), ("2.", 2), ("3.", 3), ("4.", 4)]
    assert not any("a report" in block.text for block in found)


def test_a_symbol_goes_where_it_belongs_to_the_page() -> None:
    text = (
        "GB.399/POL/2\n\nWork in orchards\n\n1. The Office was asked in the spring for a report on how the roles and\n\n"
        "GB.399/POL/2\n\n4 GB399-POL_2_[FARMS-310301-1]-En.docx\n\nduties of those who hire are told.\n"
    )
    assert told(text) == [
        ("paragraph", "", "GB.399/POL/2"),
        ("heading", "", "Work in orchards"),
        (
            "item",
            "1.",
            "The Office was asked in the spring for a report on how the roles and duties of those who hire are told.",
        ),
    ]


def test_headers_with_arrows_go_and_headings_with_arrows_stay() -> None:
    text = (
        "►  GB.399/POL/2\n\nGoverning Body\n\n►  GB.399/POL/2        3\n\n►  Introduction\n\n1. It began.\n\n"
        "► Draft decision\n\n2. The Governing Body agreed.\n"
    )
    assert [(kind, found) for kind, _, found in told(text)] == [
        ("paragraph", "GB.399/POL/2"),
        ("heading", "Governing Body"),
        ("heading", "Introduction"),
        ("item", "It began."),
        ("heading", "Draft decision"),
        ("item", "The Governing Body agreed."),
    ]


def test_addresses_of_links_below_footnotes_go() -> None:
    text = "1. It was agreed.¹\n\n¹ See the minutes.\n\nhttps://example.org/minutes.pdf\nhttps://example.org/b\n\n2. It ended."
    assert texts(text) == ["It was agreed.", "See the minutes.", "It ended."]


# --- footnotes ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mark", "body"),
    [
        ("¹", "¹ "),
        ("<sup>1</sup>", "<sup>1</sup> "),
        (" <sup>1</sup>", "<sup>&</sup>lt;sup>1</sup> "),
        (" 1", "1 "),
        ("[^1]", "[^1]: "),
    ],
)
def test_a_footnote_in_the_middle_of_a_sentence_is_lifted_out(mark: str, body: str) -> None:
    text = f"4. The plan was made in spring.{mark} It asks the Office to go to work on all that the farms and those\n\n{body}See the minutes of the meeting.\n\nwho work on them need."
    (item, note) = blocks(text)
    assert (item.kind, item.marker, item.marks) == ("item", "4.", (Mark(28, "1"),))
    assert item.text.endswith("that the farms and those who work on them need.")
    assert item.text.startswith("The plan was made in spring. It asks")
    assert (note.kind, note.marker, note.text) == ("footnote", "1", "See the minutes of the meeting.")


def test_bare_marks_of_a_group_of_footnotes() -> None:
    text = (
        "1. The Office has dealt with pickers1 since its foundation, and with their farms,2 as the Board\n"
        "has often said. It was Act No. 190,3 which made it do so (see below).4\n\n"
        "1 See GB.1/INS/2.\n2 Idem.\n3 Op. cit., p. 3.\n4 ibid., para. 5.\n\n2. That was all.\n"
    )
    first, *notes, _ = blocks(text)
    assert [note.marker for note in notes] == ["1", "2", "3", "4"]
    assert [mark.label for mark in first.marks] == ["1", "2", "3", "4"]
    assert first.text.endswith("It was Act No. 190, which made it do so (see below).")


def test_numbers_that_are_none_stay() -> None:
    text = "1. It met on 5 May, in room 3, with 12 others (see para. 4 and No. 2), and 7 left.\n\n¹ A note.\n"
    (item, _) = blocks(text)
    assert not item.marks
    assert item.text == "It met on 5 May, in room 3, with 12 others (see para. 4 and No. 2), and 7 left."


def test_marks_whose_footnotes_are_lost_are_marks_all_the_same() -> None:
    text = "a. The goal is target 10.7, 7 which the Board keeps, and it is target 8.8. 8\n\nb. More is known. 9 The rest is not."
    assert [[mark.label for mark in block.marks] for block in blocks(text)] == [["7", "8"], ["9"]]


def test_the_first_footnote_of_an_excerpt_has_any_number() -> None:
    found = told(
        "17. The Board will count all of the plums that are left in the stores. 4\n\n4 GB.999/POL/2, para. 19.\n"
    )
    assert found[1] == ("footnote", "4", "GB.999/POL/2, para. 19.")


def test_the_number_of_a_footnote_may_stand_alone() -> None:
    found = told(
        "2. The Board had a paper on plums. 1 It\nread the paper.\n\n1\n   GB.999/POL/2, para. 3.\n\n3. It took note.\n"
    )
    assert found[1] == ("footnote", "1", "GB.999/POL/2, para. 3.")


def test_a_footnote_that_is_a_symbol_only_is_no_head_of_a_page() -> None:
    found = told(
        "2. The Board had before it a paper 1 on plums.\n\n1 GB.999/POL/2.\n\n3. It took note of it.\n"
    )
    assert found[1] == ("footnote", "1", "GB.999/POL/2.")


def test_footnotes_begin_anew_in_each_chapter() -> None:
    chapter = "Much was said.¹ Little was done.²\n\n¹ By the Board.\n\n² Idem.\n\n"
    found = blocks(f"First things\n\n{chapter}Second things\n\n{chapter}")
    assert [block.marker for block in found if block.kind == "footnote"] == ["1", "2", "1", "2"]


# --- sentences with something in between -------------------------------------------------------


def test_pull_quotes_and_pictures_in_a_sentence_become_captions() -> None:
    text = (
        f"9. {PROSE}What prevents the abuse, including the\n\n"
        "As more of them come, rules that protect those who pick will matter to everybody.\n\nPhoto: A. B.\n\n"
        "taking of fees, is to make those who hire answer for it.\n\n10. That is all.\n"
    )
    found = told(text)
    assert [kind for kind, _, _ in found] == ["item", "caption", "caption", "item"]
    assert "including the taking of fees" in found[0][2]


def test_a_quote_of_what_stands_elsewhere_is_a_caption() -> None:
    sentence = "Those who pick the fruit should have a share in what it brings to the farms."
    found = told(f"{sentence}\n\nThe talks\n\n{PROSE}{sentence} And so on.\n")
    assert [kind for kind, _, _ in found] == ["caption", "heading", "paragraph"]


def test_a_sentence_goes_on_after_a_table() -> None:
    text = (
        "Most of those who pick come from the villages close by, and some from far\n\n"
        "Table 2.1. Pickers\n\nRegion\tPickers\nNorth\t340\n\nSource: the Board.\n\naway, and stay for a while.\n"
    )
    assert [kind for kind, _, _ in told(text)] == ["paragraph", "caption", "row", "row", "caption"]
    assert "from far away, and stay" in texts(text)[0]


# --- remains, characters -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("damaged", "printed"),
    [
        ("The **Office** and *its* plan", "The Office and its plan"),
        (
            "See [GB.1/INS/2\\(Rev.\\)](#) at <https://example.org/a_b_c>",
            "See GB.1/INS/2(Rev.) at https://example.org/a_b_c",
        ),
        ("Farms &amp; orchards<br>of <i>old</i>", "Farms & orchardsof old"),
        ("e\ufb03cient \ufb01rms", "efficient firms"),
        ("\u03a4he \u041effice of \u0430ll", "The Office of all"),
        (
            "the word \u03bb\u03cc\u03b3\u03bf\u03c2 is Greek",
            "the word \u03bb\u03cc\u03b3\u03bf\u03c2 is Greek",
        ),
        ("the 5<sup>th</sup> of May, on 3 km²", "the 5th of May, on 3 km²"),
        ("co\u2011operation\u00a0here", "co-operation here"),
    ],
)
def test_remains_and_misread_characters(damaged: str, printed: str) -> None:
    assert texts(f"It is said here: {damaged}.") == [f"It is said here: {printed}."]


# --- lists -------------------------------------------------------------------------------------


def test_lost_numbers_come_back() -> None:
    text = "- 9. Nine things\n- 10. Ten things\n- Eleven things\n- 12. Twelve things\n\n¹ A note.\n\n- Thirteen things\n- 14. Fourteen things\n"
    assert [marker for kind, marker, _ in told(text) if kind == "item"] == [
        "9.",
        "10.",
        "11.",
        "12.",
        "13.",
        "14.",
    ]


def test_numbers_of_paragraphs_need_no_dot() -> None:
    text = "".join(f"{number} {PROSE}\n\n" for number in (7, 8, 9))
    assert [(kind, marker) for kind, marker, _ in told(text)] == [("item", f"{n}.") for n in (7, 8, 9)]
    assert texts(text) == [PROSE.strip()] * 3


@pytest.mark.parametrize(
    "text",
    [
        f"12 Pickers came. {PROSE}\n\n13 Pickers went. {PROSE}\n",  # two may be chance
        f"12 Pickers came. {PROSE}\n\n14 Pickers went. {PROSE}\n\n16 Pickers stayed. {PROSE}\n",
        "1 Apples\n\n2 Pears\n\n3 Plums\n",  # no prose
        "".join(f"{number} Pickers came. {PROSE}\n\n{number}. {PROSE}\n\n" for number in (7, 8, 9, 20)),
    ],
)
def test_other_numbers_without_a_dot_are_words(text: str) -> None:
    assert all(marker.isdigit() is False for _, marker, _ in told(text))
    assert any(found[:1].isdigit() for found in texts(text))


def test_a_second_number_in_a_paragraph_begins_another() -> None:
    text = f"12. The pickers came. 13. They went again. {PROSE}\n\n14. In all, there were 15. They slept.\n"
    assert [(marker, found[:16]) for _, marker, found in told(text)] == [
        ("12.", "The pickers came"),
        ("13.", "They went again."),
        ("14.", "In all, there we"),
    ]
    first, second, _ = blocks(text)
    assert text[first.start : first.end].strip() == "12. The pickers came."
    assert text[second.start : second.end].startswith("13. They went")


def test_a_number_that_begins_a_line_elsewhere_does_not_begin_one_here() -> None:
    text = f"1. Three steps: 1. Pick. 2. Pay. {PROSE}\n\n2. {PROSE}\n"
    assert [marker for _, marker, _ in told(text)] == ["1.", "2."]


def test_a_mark_may_be_glued_to_a_year() -> None:
    first, note = blocks("They met in 2013.1 The harvest was 3,250.5 tons.\n\n1 Minutes of the Board.\n")
    assert (first.text, first.marks) == ("They met in 2013. The harvest was 3,250.5 tons.", (Mark(17, "1"),))
    assert (note.kind, note.text) == ("footnote", "Minutes of the Board.")


def test_a_dash_that_a_rendering_made_up_is_no_item() -> None:
    text = f"- 14. {PROSE}The plan supports the work on\n\n¹ A note.\n\n- farms, and on what they need.\n- 15. Next.\n"
    assert [(kind, marker) for kind, marker, _ in told(text)] == [
        ("item", "14."),
        ("footnote", "1"),
        ("item", "15."),
    ]


def test_lists_have_levels() -> None:
    text = "1. One:\n(a) first:\n(i) deep;\n(ii) deeper;\n(b) second;\n\n2. Two:\n- a dash;\n- another.\n"
    assert [(block.marker, block.level) for block in blocks(text)] == [
        *(("1.", 1), ("(a)", 2), ("(i)", 3), ("(ii)", 3), ("(b)", 2), ("2.", 1), ("-", 2), ("-", 2)),
    ]


def test_letters_in_a_line_are_no_items() -> None:
    text = "It is asked to see: (a) that those who pick are counted, that the counts are right;\n(b) that they are paid, and in time.\n"
    assert len(blocks(text)) == 1


def test_a_marker_alone_belongs_to_what_follows() -> None:
    assert told("12.\n\nThe Office reported.\n") == [("item", "12.", "The Office reported.")]


# --- headings and tables -----------------------------------------------------------------------


def test_numbered_titles_are_headings_and_short_items_are_not() -> None:
    text = "1. What the farms need\n\nThey need help.\n\n1.1. Help by others\n\nIt came.\n\n1. Apples\n2. Pears\n3. Plums\n"
    assert [(kind, marker) for kind, marker, _ in told(text)] == [
        *(("heading", "1."), ("paragraph", ""), ("heading", "1.1."), ("paragraph", "")),
        *(("item", "1."), ("item", "2."), ("item", "3.")),
    ]


ROWS = [
    ("Aim", "", "Met by the plan", "Not met"),
    ("1", "Count those who pick the fruit", "X", ""),
    ("2", "Pay them in time, and the same as all the others", "X (through the wage office)", ""),
    ("3", "Build roads", "", "Indirect link through the road office"),
    ("4", "Plant trees", "X", ""),
    ("5", "Sing songs", "X", ""),
]
TABS = "Overview of the aims\n\n" + "\n".join("\t".join(row) for row in ROWS).replace(
    "5\tSing songs\tX", "5\tSing songs\t\u03a7"
)
JOINED = (
    "Overview of the aims\n\n"
    + "\n".join("\t".join([f"{row[0]} {row[1]}".strip(), row[2], row[3]]) for row in ROWS[:4])
    + "\n\n"
    + "\n".join("\t".join([f"{row[0]} {row[1]}".strip(), row[2], row[3]]) for row in (ROWS[0], *ROWS[4:]))
)
STACKED = """Overview of the aims

Aim

 Met by the plan

 Not met

1  Count those who
pick the fruit

 X

2  Pay them in time, and
the same as all the others

 X
(through the wage office)

3  Build roads

   Indirect link through
the road office
 Aim

 Met by the plan

 Not met

4  Plant trees

 X

5  Sing songs

 X
"""
BARS = "Overview of the aims\n\n" + "\n".join(
    "| " + " | ".join(row) + " |" for row in [ROWS[0], ("---",) * 4, *ROWS[1:]]
)


@pytest.mark.parametrize("text", [TABS, JOINED, STACKED, BARS], ids=["tabs", "joined", "stacked", "bars"])
def test_a_table_is_the_same_however_it_was_damaged(text: str) -> None:
    found = blocks(text)
    assert [block.kind for block in found] == ["heading", *["row"] * len(ROWS)]
    assert [block.cells for block in found[1:]] == ROWS


def test_another_letter_among_crosses_is_a_cross() -> None:
    lines = [
        f"{number}\tAim {number}\t{cross}" for number, cross in enumerate(("X", "X", "\u0391", "X"), start=1)
    ]
    assert [block.cells[2] for block in blocks("\n".join(lines))] == ["X", "X", "X", "X"]


def test_a_cell_a_line_below_a_caption() -> None:
    text = "Table 2.1. Pickers by region\n\nRegion\nFarms\nPickers\nNorth\n12\n340\nSouth\n7\n95\nIslands\n3\n20\n\nSource: the Board.\n"
    assert [block.cells for block in blocks(text) if block.cells] == [
        *(
            ("Region", "Farms", "Pickers"),
            ("North", "12", "340"),
            ("South", "7", "95"),
            ("Islands", "3", "20"),
        ),
    ]


def test_columns_of_wide_gaps_and_contents_with_leaders() -> None:
    wide = "Region      Farms   Pickers\nNorth       12      340\nSouth       7       95\n"
    assert [block.cells for block in blocks(wide)][1] == ("North", "12", "340")
    assert [block.cells for block in blocks("Preface ........... 3\nThe farms ......... 12\n")] == [
        ("Preface", "3"),
        ("The farms", "12"),
    ]


def test_a_label_and_its_title_are_one_caption() -> None:
    assert told("Box 2.1\n\nWhat the law says\n\nThe law is old.\n")[0] == (
        "caption",
        "",
        "Box 2.1 What the law says",
    )


# --- Markdown ----------------------------------------------------------------------------------


def test_markdown() -> None:
    text = (
        "---\ntitle: A paper\nauthor: N. N.\n---\n# One\n\nTwo\n---\n\nSome **text** with a note.[^1]\n\n> quoted words.\n\n"
        "* item\n* item\n\n```\ncode\n```\n\n[^1]: The note.\n"
    )
    reading = read_markdown("a.md", text)
    assert reading.properties["title"] == "A paper"
    assert [(block.kind, block.level, block.text) for block in reading.blocks] == [
        ("heading", 1, "One"),
        ("heading", 2, "Two"),
        ("paragraph", 0, "Some text with a note."),
        ("paragraph", 0, "quoted words."),
        ("item", 1, "item"),
        ("item", 1, "item"),
        ("paragraph", 0, "code"),
        ("footnote", 0, "The note."),
    ]


# --- places, speed -----------------------------------------------------------------------------


def test_offsets_and_lines_lead_back_to_the_text() -> None:
    text = "\n1. The first\nparagraph.\r\n\r\n¹ A note.\n"
    reading = read_text("a.txt", text)
    first, note = reading.blocks
    assert reading.text[first.start : first.end] == "1. The first\nparagraph."
    assert (first.line, note.line) == (2, 5)
    assert reading.text[note.start : note.end] == "¹ A note."


def test_a_page_takes_at_most_fifteen_milliseconds() -> None:
    page = "".join(f"{number}. {PROSE}{PROSE}\n\n" for number in range(1, 8))
    text = page * 40
    times = []
    for _ in range(3):
        begun = time.process_time()
        read_text("a.txt", text)
        times.append(time.process_time() - begun)
    assert min(times) / 40 < 0.015
