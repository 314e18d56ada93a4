import { Modal } from "antd";
import { useText } from "../../../text/use-text.tsx";

const groups = [
  {
    title: "help.groupActs",
    keys: [
      ["N", "help.next"],
      ["A", "help.approve"],
      ["S", "help.request"],
      ["P", "help.print"],
      ["L", "help.load"],
    ],
  },
  {
    title: "help.groupMove",
    keys: [
      ["J", "help.down"],
      ["K", "help.up"],
      ["Enter", "help.open"],
      ["X", "help.check"],
    ],
  },
  {
    title: "help.groupPage",
    keys: [
      ["/", "help.search"],
      ["Esc", "help.escape"],
      ["?", "help.sheet"],
    ],
  },
] as const;

export function HelpSheet({ onClose }: { onClose(): void }) {
  const t = useText();
  return (
    <Modal open title={t("help.title")} footer={null} width={640} onCancel={onClose}>
      <div className="help">
        {groups.map((group) => (
          <section key={group.title}>
            <h3>{t(group.title)}</h3>
            <dl>
              {group.keys.map(([key, text]) => (
                <div key={key}>
                  <dt>
                    <kbd>{key}</kbd>
                  </dt>
                  <dd>{t(text)}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  );
}
