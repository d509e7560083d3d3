"""The tables of compare-postfix, in Markdown: medians over the rounds, with the least and the most where it matters."""

import statistics

from comparison import RELAYING, Cell

AIMS = {2048: 10, 10_240: 8, 102_400: 3}  # times Postfix, with 50 sessions
AIMED_SESSIONS = 50
MOST_IN_A_GROUP = 50  # of queue-bench raw


def tables(found, cells, names):
    """All tables, with a line before each that says what it holds."""
    parts = [disk_table(found["disk"])]
    for delivery in dict.fromkeys(cell.delivery for cell in cells):
        chosen = [cell for cell in cells if cell.delivery == delivery]
        parts += [accepted_table(found, chosen, names), time_table(found, chosen, names)]
        parts.append(cost_table(found, chosen, names))
    return "\n\n".join(parts)


def disk_table(disk):
    rows = [["octets", "appended/s", "p50 ms", "written over/s", "p50 ms"]]
    for octets in sorted({row["octets"] for row in disk}):
        cells = [str(octets)]
        for way in ("appended", "overwritten"):
            found = [row[way] for row in disk if row["octets"] == octets]
            cells.append(f"{statistics.median(row['per_second'] for row in found):.0f}")
            cells.append(f"{statistics.median(row['median_ms'] for row in found):.3f}")
        rows.append(cells)
    return markdown("The disk by itself, one fdatasync for each write:", rows)


def accepted_table(found, cells, names):
    raw = {}  # large contents are measured in the database and in a file: the better is the limit
    for row in found["raw"]:
        place_of_row = row["size"], row["group"]
        raw[place_of_row] = max(row["messages_per_second"], raw.get(place_of_row, 0))
    heads = [f"{name}/s" for name in names]
    is_compared, is_relaying = len(names) == 2, cells[0].delivery == RELAYING
    rows = [["octets", "sessions", *heads]]
    rows[0] += ["ratio", "aim"] if is_compared else []
    rows[0] += ["of SQLite alone"] if raw and is_compared else []
    rows[0] += [f"{name}, end to end/s" for name in names] if is_relaying else []
    for cell in cells:
        rates = [figures(found, name, cell, "accepted_per_second") for name in names]
        row = [str(cell.size), str(cell.sessions), *map(spread, rates)]
        medians = [statistics.median(rate) for rate in rates]
        if is_compared:
            aim = AIMS.get(cell.size) if cell.sessions == AIMED_SESSIONS else None
            row += [f"{medians[1] / medians[0]:.2f}", str(aim or "")]
            limit = raw.get((cell.size, min(cell.sessions, MOST_IN_A_GROUP)))
            row += [f"{medians[1] / limit:.2f}" if limit else ""] if raw else []
        if is_relaying:
            row += [spread(figures(found, name, cell, "end_to_end_per_second")) for name in names]
        rows.append(row)
    return markdown(f"Accepted a second, {cells[0].delivery}:", rows)


def time_table(found, cells, names):
    rows = [["octets", "sessions", *(f"{name} {what}" for name in names for what in ("p50", "p99", "p99.9"))]]
    for cell in cells:
        row = [str(cell.size), str(cell.sessions)]
        for name in names:
            for figure in ("median_ms", "p99_ms", "p999_ms"):
                row.append(f"{statistics.median(figures(found, name, cell, figure)):.2f}")
        rows.append(row)
    return markdown(f"Milliseconds from the final dot to the 250, {cells[0].delivery}:", rows)


def cost_table(found, cells, names):
    rows = [["octets", "sessions"]]
    rows[0] += [f"{name} {what}" for what in ("syncs", "server µs", "load µs") for name in names]
    for cell in cells:
        row = [str(cell.size), str(cell.sessions)]
        for name in names:
            counts = [
                entry["syncs_per_message"]
                for entry in found["syncs"]
                if entry["contestant"] == name and place(entry) == cell
            ]
            row.append(f"{counts[0]:.3f}" if counts else "")
        for figure in ("server_us", "generator_us"):
            row += [f"{statistics.median(figures(found, name, cell, figure)):.0f}" for name in names]
        rows.append(row)
    return markdown(f"For one message, {cells[0].delivery}: syncs, and µs of processor time:", rows)


def figures(found, name, cell, figure):
    """One figure of all rounds."""
    return [run[figure] for run in found["runs"] if run["contestant"] == name and place(run) == cell]


def place(entry):
    return Cell(entry["delivery"], entry["size"], entry["sessions"])


def spread(values):
    """The median, with the least and the most."""
    text = f"{statistics.median(values):.0f}"
    return text if len(values) == 1 else f"{text} ({min(values):.0f} to {max(values):.0f})"


def markdown(title, rows):
    rows = [rows[0], ["---"] * len(rows[0]), *rows[1:]]
    return title + "\n\n" + "\n".join(f"| {' | '.join(row)} |" for row in rows)
