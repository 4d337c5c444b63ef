"""Each picture: closed, captioned, with every label inside of it, for tables of any size."""

from __future__ import annotations

import warnings
from collections.abc import Iterator

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

import shadowkit as sk
from shadowkit import plot
from shadowkit.log import Log
from shadowkit.plot import canvas, rates

DAYS = pd.date_range("2026-09-01", periods=4, freq="9D")


def made(groups: int, name: str = "organization number {}") -> Log:
    """Return a log of groups of four people each, who are met and speak on a day's work, the first of each group."""
    names = [name.format(number) for number in range(groups)]
    people = pd.DataFrame([(f"c{group}-{i}", f"Person {group}-{i}", names[group])
                           for group in range(groups) for i in range(4)], columns=["contact", "name", "organization"])
    replied = [day + pd.Timedelta(days=2) if number % 3 else None
               for number, day in enumerate(np.tile(DAYS, groups))]
    first = people["contact"][people["contact"].str.endswith("-0")]
    return Log.from_tables(
        contacts=people,
        outreach=pd.DataFrame({"contact": people["contact"], "sent_at": np.tile(DAYS, groups), "replied_at": replied}),
        meetings=pd.DataFrame({"meeting": first, "contact": first, "starts_at": "2026-10-01"}),
        answers=pd.DataFrame({"meeting": first, "question": [f"Question {i} on your {name}?" for i, name in
                                                             enumerate(names)], "answer": "Some words."}))


MEASURES = {
    "response_rates": lambda log: sk.response_rates(log, by="organization"),
    "reply_curve": lambda log: sk.reply_curve(log, by="organization"),
    "perspectives": sk.perspectives,
    "coverage": lambda log: sk.coverage(log, by="organization"),
    "compare_rates": lambda log: sk.compare_rates(log, by="organization", adjust_for="tie"),
    "follow_ups": lambda log: sk.follow_ups(log, by="organization"),
    "funnel": lambda log: sk.funnel(log, by="organization", stages=["asked", "replied", "met"]),
    "referrals": sk.referrals,
    "quotes": sk.quotes,
    "tag_counts": lambda log: sk.tag_counts(log, by="field"),
    "co_occurrence": sk.co_occurrence,
    "common_ground": sk.common_ground,
    "distinctive": lambda log: sk.distinctive(log, by="organization"),
    "concordance": lambda log: sk.concordance(log, "word*"), "similar": lambda log: sk.similar(log, "some nurse words"),
    "next_people": lambda log: sk.next_people(log, by="organization"), "saturation": sk.saturation,
    "agreement": sk.agreement,
    "disagreements": lambda log: sk.disagreements(log, on="characters"),
    "interest": sk.interest, "fit": sk.fit, "question_groups": sk.question_groups,
    "prompts": sk.prompts, "decision": lambda log: sk.decision(log, by="organization"),
}
LOGS = {
    "empty": Log.from_tables, "one": lambda: made(1), "thirty": lambda: made(30), "student": sk.example,
    "long names": lambda: made(4, "The {}. Association of the Friends of Museums of Natural History and Science"),
    "long word": lambda: made(4, "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbau{}"),
}
TABLES = {f"{noun} of {name}": (noun, lambda measure=measure, log=log: measure(log()))
          for noun, measure in MEASURES.items() for name, log in LOGS.items()}
TABLES |= {
    "interest by field": ("interest", lambda: sk.interest(sk.example(), by="field")),
    "fit by field": ("fit", lambda: sk.fit(sk.example(), by="field")),
    "everybody": ("response_rates", lambda: sk.response_rates(sk.example(), by=None)),
    "nobody": ("response_rates", lambda: sk.response_rates(Log.from_tables(), by=None)),
    "curve of everybody": ("reply_curve", lambda: sk.reply_curve(sk.example())),
    "curve of nobody": ("reply_curve", lambda: sk.reply_curve(Log.from_tables())),
    "topics": ("perspectives", lambda: sk.perspectives(sk.example(), rows="topic")),
    "two columns": ("response_rates", lambda: sk.response_rates(sk.example("cohort"), by=["major", "channel"])),
    "messages": ("response_rates", lambda: sk.response_rates(sk.example(), unit="message", within_days=365)),
    "protected": ("response_rates", lambda: sk.protect(sk.response_rates(sk.example("cohort"), by="major"))),
    "all hidden": ("response_rates", lambda: sk.protect(sk.response_rates(sk.example()))),
    "protected curve": ("reply_curve", lambda: sk.protect(sk.reply_curve(sk.example("cohort"), by="major"))),
    "hidden curve": ("reply_curve", lambda: sk.protect(sk.reply_curve(sk.example(), by="channel"))),
}


@pytest.fixture(autouse=True)
def no_warnings_and_nothing_left_open() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield
    assert plt.get_fignums() == []


def words(figure: Figure) -> list[Text]:
    return [text for text in figure.findobj(Text) if text.get_visible() and text.get_text().strip()]


def texts(figure: Figure) -> list[str]:
    return [text.get_text() for text in words(figure)]


def assert_inside(figure: Figure) -> None:
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    renderer = canvas.get_renderer()
    width, height = figure.bbox.size
    boxes = {text.get_text(): text.get_window_extent(renderer) for text in words(figure)}
    tight = figure.get_tightbbox(renderer)
    boxes["everything"] = tight.transformed(figure.dpi_scale_trans)
    for label, box in boxes.items():
        assert box.x0 >= -1 and box.y0 >= -1, (label, box)
        assert box.x1 <= width + 1 and box.y1 <= height + 1, (label, box, width, height)


@pytest.mark.parametrize("name", TABLES)
def test_a_picture(name: str) -> None:
    noun, make = TABLES[name]
    table = make()
    figure = getattr(plot, noun)(table)
    assert isinstance(figure, plot.Picture)
    assert plt.get_fignums() == []
    assert figure.alt == sk.caption(table)
    assert_inside(figure)
    assert figure._repr_html_().startswith("<img alt=")


@pytest.mark.parametrize("noun", MEASURES)
def test_into_axes_of_ones_own(noun: str) -> None:
    mine, axes = plt.subplots(figsize=(5, 4))
    before = axes.get_position().bounds
    figure = getattr(plot, noun)(MEASURES[noun](sk.example()), ax=axes)
    assert figure is mine
    assert axes.has_data()
    assert axes.get_title(loc="left")
    assert axes.get_position().bounds == before
    assert figure.get_size_inches().tolist() == [5, 4]
    assert plt.get_fignums() == [mine.number]
    plt.close(mine)


def test_bars_say_their_counts() -> None:
    figure = plot.response_rates(sk.response_rates(sk.example()))
    assert figure.axes[0].get_title(loc="left") == "People who replied within 14 days, by channel (23 asked)"
    assert [text.get_text() for text in figure.axes[0].texts] == [
        "3 of 9, 1 still waiting", "1 of 3, 1 still waiting", "4 of 5", "2 of 3", "2 of 3, 1 still waiting"]
    assert [label.get_text() for label in figure.axes[0].get_yticklabels()] == [
        "email", "letter", "referral", "call", "organization"]
    assert [round(bar.get_width(), 3) for bar in figure.axes[0].patches] == [0.352, 0.5, 0.8, 0.667, 1]


def test_bars_say_an_earlier_day() -> None:
    log = Log.from_tables(outreach=pd.DataFrame({"contact": ["a", "b"], "sent_at": ["2026-10-01", "2026-10-06"]}))
    figure = plot.response_rates(sk.response_rates(log, by=None))
    assert [text.get_text() for text in figure.axes[0].texts] == ["0 of 2, 2 still waiting, by day 5"]


def test_nobody_is_not_zero() -> None:
    figure = plot.response_rates(sk.response_rates(Log.from_tables(), by=None))
    assert [text.get_text() for text in figure.axes[0].texts] == ["nobody asked yet"]
    assert len(figure.axes[0].patches) == 0


def test_hidden_groups_show_nothing() -> None:
    table = sk.protect(sk.response_rates(sk.example("cohort"), by="major"))
    figure = plot.response_rates(table)
    assert texts(figure).count("hidden: fewer than 10") == 2
    assert len(figure.axes[0].patches) == 5
    curves = plot.reply_curve(sk.protect(sk.reply_curve(sk.example("cohort"), by="major")))
    assert "Biology" in texts(curves)
    assert not any("Classics" in text or "Geology" in text for text in texts(curves))


def test_a_curve_ends_where_nobody_is_silent_any_longer() -> None:
    log = Log.from_tables(outreach=pd.DataFrame({"contact": ["a", "b"], "sent_at": ["2026-10-01", "2026-10-06"]}))
    axes = plot.reply_curve(sk.reply_curve(log), show="curve").axes[0]
    assert axes.get_xlim() == (0, 5)
    assert axes.get_ylim() == (0, 1)
    assert axes.lines[0].get_xdata().tolist() == [0, 1, 2, 3, 4, 5]


def test_a_dollar_is_a_dollar() -> None:
    for name in (r"$\frac$ {}", "$5 or $10 {}"):
        figure = plot.response_rates(sk.response_rates(made(2, name), by="organization"))
        assert_inside(figure)
        assert name.format(0) in texts(figure)
        figure._repr_html_()


def test_long_names_are_cut_at_a_word() -> None:
    assert canvas.wrapped(["a short name", "one  two\nthree " * 5, "W" * 60], 10) == [
        "a short\nname", "one two\nthree one\n…", "WWWWWWWWWW\nWWWWWWWW …"]


def test_labels_do_not_cover_each_other() -> None:
    assert rates._apart({"a": 0.5, "b": 0.5, "c": 0.51}, gap=0.1) == pytest.approx({"a": 0.5, "b": 0.6, "c": 0.7})
    assert rates._apart({"a": 1.0, "b": 1.0}, gap=0.1) == pytest.approx({"a": 0.9, "b": 1.0})


def test_day_marks() -> None:
    assert rates._day_marks(5) == [0, 1, 2, 3, 4, 5]
    assert rates._day_marks(14) == [0, 2, 4, 6, 8, 10, 12, 14]
    assert rates._day_marks(28) == [0, 7, 14, 21, 28]


def test_an_image_escapes_its_alternative_text() -> None:
    figure = plot.response_rates(sk.response_rates(sk.example(), by=None))
    figure.alt = 'He said "no" & <b>left</b>, it\'s'
    html = plot.image(figure)
    assert html.startswith('<img alt="He said &quot;no&quot; &amp; &lt;b&gt;left&lt;/b&gt;, it&#x27;s" style="')
    assert 'src="data:image/png;base64,' in html
    assert figure._repr_html_() == html


def test_an_image_of_any_figure() -> None:
    assert plot.image(Figure(figsize=(1, 1))).startswith('<img alt="" style="width:100px;')


def test_a_table_of_another_measure_is_refused() -> None:
    rates = sk.response_rates(sk.example("student"))
    with pytest.raises(sk.LogError) as error:
        sk.plot.reply_curve(rates)
    assert str(error.value) == ("`plot.reply_curve` needs a table just as sk.reply_curve(log) returned it; this one "
                                "comes from response_rates.")
    with pytest.raises(sk.LogError, match="this one comes from somewhere else"):
        sk.plot.response_rates(pd.DataFrame(rates.to_dict("list")))


def test_few_people_are_drawn_one_by_one() -> None:
    log = Log.from_tables(outreach=pd.DataFrame({
        "contact": list("abcd"), "sent_at": ["2026-09-01", "2026-09-01", "2026-10-06", "2026-10-10"],
        "replied_at": ["2026-09-04", None, None, None]}))
    table = sk.reply_curve(log, within_days=14)
    squares = [text for text in texts(plot.reply_curve(table)) if text[0].isdigit() or text == "×"]
    # One replied on day 3, one was silent for all 14 days, two have waited for 0 and 4 days.
    assert squares[:5] == ["3", "0…", "4…", "×", "1 of 4, 2 still waiting"]
    curve = plot.reply_curve(table, show="curve")
    assert curve.axes[0].get_ylim() == (0, 1)
    early = sk.reply_curve(log, within_days=60)
    # After 39 days nobody has been silent for longer: he is still waiting.
    assert "39…" in texts(plot.reply_curve(early)) and "×" not in texts(plot.reply_curve(early))


def test_one_by_one_only_for_few() -> None:
    curve = sk.reply_curve(sk.example("cohort"))
    with pytest.raises(sk.LogError, match="1,365 people are too many to be drawn one by one"):
        plot.reply_curve(curve, show="people")
    with pytest.raises(sk.LogError, match="`show` must be one of curve, people; it was 'curv'. Did you mean 'curve'"):
        plot.reply_curve(curve, show="curv")


def test_pairs_say_their_verdict_and_strata_that_turn_them_round() -> None:
    table = sk.compare_rates(sk.example("cohort"), against="email", adjust_for="tie")
    said = texts(plot.compare_rates(table))
    assert "higher by 3 to 20 points; within the same tie the other way round" in said
    assert "◇ within the same tie" in said
    many = plot.compare_rates(sk.compare_rates(made(30), by="organization"))
    assert len(many.axes[0].get_yticks()) == 15
    assert many.axes[0].get_title(loc="left").endswith("15 of 435 pairs")


def test_a_funnel_says_who_went_on() -> None:
    said = texts(plot.funnel(sk.funnel(sk.example())))
    assert "13:  62 % (41 to 80 %) of 23, half by day 9, 3 with time left" in said


def test_what_stands_beside_a_rate_has_its_own_sign() -> None:
    figure = plot.response_rates(sk.response_rates(sk.example(), benchmark=sk.example("cohort")))
    assert "◇ benchmark, with its 95 % interval" in texts(figure)
    pooled = plot.response_rates(sk.response_rates(sk.example("cohort"), by="major", pool=True))
    assert "□ drawn towards the mean of all groups" in texts(pooled)
    assert_inside(pooled)
