import { Drawer, Table } from "antd";
import { useText } from "../../../text/use-text.tsx";
import { formatCount } from "../../../ui/count.tsx";
import { type BatchRun, detailOf, type Failed, sayCure, sayReason } from "../batch.ts";

/** Each package that was not done: why, and what to do. Loaded when it is first opened. */
export function FailureTable({ run, onOpen, onClose }: { run: BatchRun; onOpen(id: string): void; onClose(): void }) {
  const t = useText();
  const act = t(`act.${run.title}`);
  return (
    <Drawer
      open
      size={720}
      onClose={onClose}
      title={t("result.tableTitle", { act, n: formatCount(run.failed.length) })}
      styles={{ body: { padding: 0 } }}
    >
      <Table<Failed>
        size="small"
        rowKey={({ act: failedAct, id }) => `${failedAct} ${id}`}
        dataSource={[...run.failed]}
        pagination={{ pageSize: 50, hideOnSinglePage: true, showSizeChanger: false }}
        columns={[
          {
            title: t("result.number"),
            width: 148,
            render: (_, { id, number }) => (
              <button type="button" className="pk" onClick={() => onOpen(id)}>
                {number ?? t("result.unknownNumber")}
              </button>
            ),
          },
          { title: t("grid.acts"), width: 96, render: (_, failed) => t(`act.${failed.act}`) },
          { title: t("result.reason"), width: 150, render: (_, { reason }) => <span className="red">{sayReason(t, reason)}</span> },
          { title: t("result.cure"), render: (_, { reason }) => sayCure(t, reason) },
          { title: t("result.detail"), width: 140, render: (_, { reason }) => <span className="mono">{detailOf(reason)}</span> },
        ]}
      />
    </Drawer>
  );
}
