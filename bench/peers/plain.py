"""A default Dash app of the page: heading, sentence, chart, table. ``plain.py CSV PORT``"""

import plotly.express as px
from dash import Dash, dash_table, dcc, html
from figures import TITLE, asked, rows
from werkzeug.serving import run_simple

if __name__ == "__main__":
    path, port = asked()
    frame = rows(path)
    last = frame.iloc[-1]
    app = Dash("plain")
    app.layout = html.Main([
        html.H1(TITLE),
        html.P(f"In {last['period']} the {TITLE} was {last['value']:.0f} out of 100."),
        dcc.Graph(figure=px.line(frame, x="period", y="value", title=TITLE)),
        dash_table.DataTable(frame.to_dict("records")),
    ])  # fmt: skip
    run_simple("127.0.0.1", port, app.server, threaded=True)
