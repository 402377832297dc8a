/** The parts of ECharts that are used, and no others. */
import { ParallelChart, RadarChart } from "echarts/charts";
import {
  AriaComponent,
  LegendComponent,
  ParallelComponent,
  RadarComponent,
  TooltipComponent,
} from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

use([
  AriaComponent,
  LegendComponent,
  ParallelChart,
  ParallelComponent,
  RadarChart,
  RadarComponent,
  SVGRenderer,
  TooltipComponent,
]);

export { init };
