"""A Vizro dashboard of the page: text, chart, grid. ``with_vizro.py CSV PORT``"""

import vizro.models as vm
import vizro.plotly.express as px
from figures import TITLE, asked, rows
from vizro import Vizro
from vizro.tables import dash_ag_grid
from werkzeug.serving import run_simple

if __name__ == "__main__":
    path, port = asked()
    frame = rows(path)
    last = frame.iloc[-1]
    said = f"In {last['period']} the {TITLE} was {last['value']:.0f} out of 100."
    page = vm.Page(
        title=TITLE,
        components=[
            vm.Card(text=said),
            vm.Graph(figure=px.line(frame, x="period", y="value", title=TITLE)),
            vm.Table(figure=dash_ag_grid(frame)),
        ],
    )
    app = Vizro().build(vm.Dashboard(pages=[page]))
    run_simple("127.0.0.1", port, app.dash.server, threaded=True)
